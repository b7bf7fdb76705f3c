import {
  type CreateOutcome,
  type PmConnection,
  ProviderError,
  type RemoteTicket,
  type TicketDraft,
  type TicketLookup,
} from '../../../src/providers/contract/index.js';
import * as harness from '../../support/adapters/adapter.harness.js';
import type { RunningTracker } from './conformance-fixture.js';

/** What one call of an adapter under test may take. */
export const CALL_MS = harness.TIMEOUT_MS;

const MAX_ROUNDS = 60;

export function aDraft({ projectKey }: RunningTracker, parts: Partial<TicketDraft> = {}): TicketDraft {
  return harness.aDraft(projectKey, parts);
}

export function drafts(
  running: RunningTracker,
  count: number,
  parts: Partial<TicketDraft> = {},
): TicketDraft[] {
  return Array.from({ length: count }, (_, index) =>
    aDraft(running, { title: `Ticket ${index + 1}`, ...parts }),
  );
}

/** As many as one call of the adapter surely has the time for, where the tracker makes them one by one. */
const BATCH_SIZE = 50;

/** Tickets that must be made. */
export async function createAll(
  connection: PmConnection,
  wanted: readonly TicketDraft[],
): Promise<readonly RemoteTicket[]> {
  const outcomes: CreateOutcome[] = [];
  for (let start = 0; start < wanted.length; start += BATCH_SIZE) {
    outcomes.push(...(await connection.createTickets(wanted.slice(start, start + BATCH_SIZE))));
  }
  return outcomes.map((outcome) => {
    if (outcome.kind === 'created') return outcome.ticket;
    throw new Error(`It was ${outcome.kind}: ${outcome.error.message}`);
  });
}

/** Many tickets, a few at a time, since every call has its time. */
export async function createMany(
  running: RunningTracker,
  connection: PmConnection,
  count: number,
): Promise<readonly RemoteTicket[]> {
  const wanted = drafts(running, count);
  const tickets: RemoteTicket[] = [];
  while (tickets.length < count) {
    tickets.push(...(await createAll(connection, wanted.slice(tickets.length, tickets.length + 10))));
  }
  return tickets;
}

interface OpenCreation {
  readonly draft: TicketDraft;
  readonly firstSentAt: Date;
  readonly sendDeadline: Date;
  misses: number;
}

/**
 * The state machine of the product in small: sends, looks for what is uncertain, and sends again only what is proven
 * absent. Waiting is done by the adapter's clock.
 * @throws where a draft is rejected, or does not come to rest.
 */
export class CreationLoop {
  private clockSkewMs = 0;

  constructor(
    private readonly running: RunningTracker,
    private readonly connection: PmConnection,
  ) {}

  async createAll(wanted: readonly TicketDraft[]): Promise<ReadonlyMap<string, RemoteTicket>> {
    const tickets = new Map<string, RemoteTicket>();
    let toMake = [...wanted];
    let toFind: OpenCreation[] = [];
    for (let round = 0; round < MAX_ROUNDS && toMake.length + toFind.length > 0; round += 1) {
      const sent = await this.send(toMake, tickets);
      const found = await this.find([...toFind, ...sent.uncertain], tickets);
      toMake = [...sent.again, ...found.absent];
      toFind = found.open;
    }
    if (tickets.size < wanted.length)
      throw new Error(`${wanted.length - tickets.size} did not come to rest.`);
    return tickets;
  }

  /** Looks for what may have been made just now. @returns null where it is proven that there is none. */
  async lookUp(draft: TicketDraft): Promise<RemoteTicket | null> {
    const firstSentAt = this.now();
    const sendDeadline = new Date(firstSentAt.getTime() + CALL_MS * 1.5);
    let open: OpenCreation[] = [{ draft, firstSentAt, sendDeadline, misses: 0 }];
    const tickets = new Map<string, RemoteTicket>();
    for (let round = 0; round < MAX_ROUNDS && open.length > 0; round += 1)
      open = (await this.find(open, tickets)).open;
    if (open.length > 0) throw new Error('Its absence was never proven.');
    return tickets.get(draft.operationId) ?? null;
  }

  private async send(wanted: readonly TicketDraft[], tickets: Map<string, RemoteTicket>) {
    const again: TicketDraft[] = [];
    const uncertain: OpenCreation[] = [];
    if (wanted.length === 0) return { again, uncertain };
    const firstSentAt = this.now();
    const outcomes = await this.connection.createTickets(wanted);
    for (const [index, outcome] of outcomes.entries()) {
      const draft = wanted[index]!;
      if (outcome.kind === 'created') tickets.set(draft.operationId, outcome.ticket);
      if (outcome.kind === 'rejected') throw outcome.error;
      if (outcome.kind === 'notCreated') {
        again.push(draft);
        this.wait((outcome.error.retryAfterSeconds ?? 1) * 1_000);
      }
      const sendDeadline = new Date(firstSentAt.getTime() + CALL_MS * 1.5);
      if (outcome.kind === 'uncertain') uncertain.push({ draft, firstSentAt, sendDeadline, misses: 0 });
    }
    return { again, uncertain };
  }

  private async find(wanted: readonly OpenCreation[], tickets: Map<string, RemoteTicket>) {
    const absent: TicketDraft[] = [];
    const open: OpenCreation[] = [];
    if (wanted.length === 0) return { absent, open };
    const outcomes = await this.connection.findTickets(wanted.map(lookupOf)).catch((error: unknown) => {
      // It could not be looked for: as before, later.
      if (error instanceof ProviderError) return null;
      throw error;
    });
    let spacingMs = outcomes ? 0 : 1_000;
    for (const one of wanted) {
      const outcome = outcomes?.get(one.draft.operationId);
      if (outcome?.kind === 'found') tickets.set(one.draft.operationId, outcome.tickets[0]);
      else if (outcome?.proven) absent.push(one.draft);
      else {
        open.push({ ...one, misses: one.misses + (outcome ? 1 : 0) });
        spacingMs = Math.max(spacingMs, outcome?.lookupAgainAfterMs ?? 0);
      }
    }
    this.wait(spacingMs);
    return { absent, open };
  }

  private now(): Date {
    return new Date(Date.now() + this.clockSkewMs);
  }

  private wait(ms: number): void {
    this.clockSkewMs += ms;
    this.running.advance(ms);
  }
}

function lookupOf({ draft, firstSentAt, sendDeadline, misses }: OpenCreation): TicketLookup {
  const { operationId, generation, projectKey } = draft;
  return {
    operationId,
    generation,
    generationSentAt: firstSentAt,
    projectKey,
    firstSentAt,
    sendDeadline,
    misses,
  };
}
