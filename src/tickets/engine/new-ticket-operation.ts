import type { TargetPlatform } from '../../pm-configs/index.js';

/** Whose ticket it is: that owner's draft source says what goes into it. */
export enum OperationOwner {
  RELEASE = 'RELEASE',
  /** A bare request for tickets, by its idempotency key. */
  REQUEST = 'REQUEST',
}

export interface NewTicketOperation {
  readonly projectId: string;
  readonly integrationId: string;
  readonly ownerKind: OperationOwner;
  readonly ownerId: string;
  readonly platform: TargetPlatform;
}
