import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

export enum UsageKind {
  PM_CONFIG = 'PM_CONFIG',
  RELEASE_CONFIG = 'RELEASE_CONFIG',
  RELEASE = 'RELEASE',
}

registerEnumType(UsageKind, {
  name: 'UsageKind',
  description: 'What uses something.',
  valuesMap: {
    PM_CONFIG: { description: 'An active project management config.' },
    RELEASE_CONFIG: { description: 'A release config.' },
    RELEASE: { description: 'An open release.' },
  },
});

@ObjectType('Usage', { description: 'Something that uses something, and so keeps it from being deleted.' })
export class UsageObject {
  @Field(() => UsageKind, { description: 'What kind of thing it is.' })
  kind!: UsageKind;

  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Its name; of a release, its version.' })
  name!: string;
}
