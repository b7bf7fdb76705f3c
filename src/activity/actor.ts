import { registerEnumType } from '@nestjs/graphql';

export enum ActorKind {
  ACCOUNT = 'ACCOUNT',
  API_TOKEN = 'API_TOKEN',
  WEBHOOK = 'WEBHOOK',
  SYSTEM = 'SYSTEM',
}

registerEnumType(ActorKind, {
  name: 'ActorKind',
  description: 'The kind of actor that did something.',
  valuesMap: {
    ACCOUNT: { description: 'A person, by an account’s own token or a sign-in.' },
    API_TOKEN: { description: 'A token that is limited to the project; its account stands behind it.' },
    WEBHOOK: { description: 'A tracker that reported something.' },
    SYSTEM: { description: 'delivr itself.' },
  },
});

/** Who did something, with the name of that time: a later renaming does not change it. */
export interface Actor {
  readonly kind: ActorKind;
  readonly name: string;
  readonly accountId: string | null;
}

/** delivr itself: its background jobs. */
export const SYSTEM_ACTOR: Actor = { kind: ActorKind.SYSTEM, name: 'delivr', accountId: null };
