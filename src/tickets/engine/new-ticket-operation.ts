import type { TargetPlatform } from '../../pm-configs/index.js';

/** Whose ticket it is: the draft source of that kind gives its content. */
export enum OperationOwner {
  RELEASE = 'RELEASE',
  /** A request for tickets without a release (`createTickets`). */
  REQUEST = 'REQUEST',
}

export interface NewTicketOperation {
  readonly projectId: string;
  readonly integrationId: string;
  readonly ownerKind: OperationOwner;
  readonly ownerId: string;
  readonly platform: TargetPlatform;
}
