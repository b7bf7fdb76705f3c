import type { PayloadColumns } from '../add-job-sql.js';
import type { Job, PayloadOf } from '../job.js';

/** How many leases may live at once among rows with the same values in the fields `by`; without fields, among all rows. */
export interface LeaseLimit<Key> {
  readonly by: readonly (keyof Key & string)[];
  readonly max: number;
}

/** Where a row says why it waits. */
export interface WaitingReason {
  /** A jsonb column. */
  readonly column: string;
  /** SQL: rows that say it. Others are waiting for something else. */
  readonly isShown: string;
}

/**
 * A queue as data. All SQL here is the code's own, names the row `q` and takes no parameters.
 *
 * The table has `id`, `created_at`, `due_at` (null: nothing to do), `lease_owner` and `lease_until`; `attempts` for
 * `postpone`; `updated_at` and the reason's column for `pause` and `resume`. It needs an index on
 * `(…, lease_until) where lease_owner is not null`, by which live leases are counted.
 */
export interface LeasedQueueOptions<Key extends PayloadOf<Key>> {
  readonly table: string;
  /** Works on one batch: its payload is the batch's key. */
  readonly job: Job<Key>;
  /** The job's; a larger number comes later. */
  readonly priority?: number;
  /** The column of each field of the key. */
  readonly columns: PayloadColumns<Key>;
  /** From the narrowest to the widest. */
  readonly limits: readonly LeaseLimit<Key>[];
  /** Rows that there is work on, now or later; all unless given. */
  readonly isOpen?: string;
  /** Rows whose work can be done as things are: a row waits while it cannot. */
  readonly isUsable?: string;
  /** Rows that nobody may claim after their lease ran out: see `LeasedQueue.expired`. */
  readonly isExpiring?: string;
  readonly waitingReason?: WaitingReason;
  /** All that are due unless given. */
  readonly rowsPerClaim?: number;
  /** Which rows come first where `rowsPerClaim` leaves some: those that are due longest unless given. */
  readonly order?: string;
  /** What a claim sets beside the lease. */
  readonly claimSets?: string;
}
