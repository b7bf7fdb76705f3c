/** Ids and a version only: rows are the truth, a job is a wake-up. */
export type JobPayload = Readonly<Record<string, string | number>>;

/** What every payload type must be: flat, and of texts and numbers. */
export type PayloadOf<P> = { readonly [K in keyof P]: string | number };

/** A kind of job, declared once by whoever handles it: its stored name, its payload's type, and what makes two jobs one. */
export class Job<P extends PayloadOf<P>> {
  /**
   * @param name stored with every job: never rename it.
   * @param keyPrefix jobs of one key are one job; the values of `keyFields` follow it.
   */
  constructor(
    readonly name: string,
    readonly keyPrefix: string,
    readonly keyFields: readonly (keyof P & string)[],
  ) {}

  keyOf(payload: P): string {
    return [this.keyPrefix, ...this.keyFields.map((field) => payload[field])].join(':');
  }
}
