import { registerEnumType } from '@nestjs/graphql';

/** The states of one intended creation. What leads from which to which: docs/exactly-once.md. */
export enum TicketState {
  PENDING = 'PENDING',
  CREATING = 'CREATING',
  UNCERTAIN = 'UNCERTAIN',
  CREATED = 'CREATED',
  FAILED = 'FAILED',
  MISSING = 'MISSING',
  SKIPPED = 'SKIPPED',
}

registerEnumType(TicketState, {
  name: 'ReleaseTicketState',
  description: 'How far a release ticket is.',
  valuesMap: {
    PENDING: {
      description:
        'Waiting: for a worker, for the tracker, or for the integration to be VALID and enabled (error says which).',
    },
    CREATING: { description: 'Being made right now.' },
    UNCERTAIN: {
      description:
        'It may or may not exist: it is looked up, and not made again before its absence is proven.',
    },
    CREATED: { description: 'It exists in the tracker.' },
    FAILED: { description: 'Refused by the tracker: needs a change and a retry.' },
    MISSING: { description: 'It existed and is gone from the tracker.' },
    SKIPPED: { description: 'Not requested any more: the release was cancelled, or the ticket unlinked.' },
  },
});
