/** Where the database is, however it came to be there (embedded or given). */
export interface Database {
  /** For the pool of the API; may go through a pooler. */
  readonly url: string;
  /** Past any pooler: for LISTEN, migrations and the worker. */
  readonly directUrl: string;
  /** Whether it can be expected to answer; an embedded one that died is being started again. */
  isRunning(): boolean;
  stop(): Promise<void>;
}

export const DATABASE = Symbol('DATABASE');
