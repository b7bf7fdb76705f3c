import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TargetPlatform } from '../target-platform.js';

export enum ProblemSeverity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(ProblemSeverity, {
  name: 'ProblemSeverity',
  description: 'How serious a problem of a config is.',
  valuesMap: {
    ERROR: { description: 'No ticket can be made, or it can never be completed.' },
    WARNING: { description: 'A ticket can be made, but not quite as the config says.' },
    UNKNOWN: { description: 'The tracker could not be asked.' },
  },
});

@ObjectType('ConfigProblem', {
  description: 'Something about a config that the tracker does not agree with.',
})
export class ConfigProblemObject {
  @Field(() => TargetPlatform, { description: 'The platform in whose part of the config the problem is.' })
  platform!: TargetPlatform;

  @Field(() => String, {
    description: 'What to change, dotted, as platformConfigurations.0.parameters.issueType.',
  })
  path!: string;

  @Field(() => ProblemSeverity, {
    description: 'How serious it is.',
  })
  severity!: ProblemSeverity;

  @Field(() => String, { description: 'What is wrong and what to do, for a person.' })
  message!: string;

  @Field(() => [String], { description: 'What may have been meant, nearest first; at most five.' })
  suggestions!: readonly string[];
}

@ObjectType('RenderedTicket', {
  description: 'A ticket as it would read; its planned date is today, its release’s address an example.',
})
export class RenderedTicketObject {
  @Field(() => TargetPlatform, { description: 'The platform of the ticket.' })
  platform!: TargetPlatform;

  @Field(() => String, { description: 'The title as it would be sent.' })
  title!: string;

  @Field(() => String, { description: 'The description as it would be rendered, Markdown.' })
  description!: string;
}

@ObjectType('PmConfigVerification', {
  description: 'The result of a check of a config against its trackers.',
})
export class PmConfigVerificationObject {
  @Field(() => Boolean, { description: 'No ERROR and no UNKNOWN.' })
  isValid!: boolean;

  @Field(() => [ConfigProblemObject], { description: 'In the order of the config’s platforms.' })
  problems!: readonly ConfigProblemObject[];

  @Field(() => [RenderedTicketObject], { description: 'One for each platform that gets a ticket.' })
  rendered!: readonly RenderedTicketObject[];
}
