import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const POLL_INTERVAL_MS = 250;
/** Uncertain, with a reason that is neither the tracker's nor a passing one: `needsPerson` of person.ts. */
export const NEEDS_PERSON = 'FOR A PERSON';
/** In these nothing more happens by itself. */
const FINAL = ['FAILED', 'MISSING', 'SKIPPED', NEEDS_PERSON];

/** Reads the database over a connection of its own, so that watching costs the product nothing. */
export class Progress {
  private constructor(private readonly client: Client) {}

  static async open(databaseUrl: string): Promise<Progress> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    return new Progress(client);
  }

  /** Until all are created, none of the rest goes on by itself, or it is over. */
  async untilIdle(expected: number, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const states = await this.states();
      const finished = ['CREATED', ...FINAL].reduce((sum, state) => sum + (states[state] ?? 0), 0);
      if (finished >= expected) return;
      await sleep(POLL_INTERVAL_MS);
    }
  }

  async states(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.client.query<{ state: string; count: number }>(
      `select case when state = 'UNCERTAIN' and error->>'failure' is null and error->>'retryable' = 'false'
                then $1 else state end as state, count(*)::int as count
       from ticket_operations group by 1 order by 1`,
      [NEEDS_PERSON],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** How many second tickets the product believes to have seen. */
  async reportedDuplicates(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      `select count(*)::int as count from activity where action = 'ticket.duplicate_found'`,
    );
    return rows[0]!.count;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
