import { setTimeout as sleep } from 'node:timers/promises';
import { latestEffectMs } from './plan.js';
import type { ReleaseTicket, Releases } from './releases.js';
import { type FaultyTracker, ownersOf } from './tracker.js';

/** Whether only a person can find out if the ticket exists. */
export function needsPerson({ state, error }: ReleaseTicket): boolean {
  return state === 'UNCERTAIN' && error !== null && error.failure === null && !error.retryable;
}

/** Plays the person whom a ticket asks for: looks it up in the tracker, then links it or confirms that it is absent. */
export class Person {
  /** Of which tickets somebody was asked. */
  readonly askedAbout = new Set<string>();
  private readonly owners: readonly FaultyTracker[];

  constructor(
    private readonly releases: Releases,
    trackers: readonly FaultyTracker[],
    private readonly timeoutMs: number,
  ) {
    this.owners = ownersOf(trackers);
  }

  /** Only with trackers whose row of the proof table asks for it. @returns how many tickets somebody was asked about. */
  async resolveUncertain(): Promise<number> {
    const followed = await this.releases.tickets();
    const asking = followed.filter(
      (ticket) => needsPerson(ticket) && this.owners[ticket.place]?.mayAskPerson,
    );
    if (asking.length === 0) return 0;
    // Nobody is so quick that what was sent could still take effect.
    await sleep(latestEffectMs(this.timeoutMs));
    // The tracker fails people too: what they could not do, they are asked for again.
    for (const ticket of asking) await this.decide(ticket).catch(() => undefined);
    return asking.length;
  }

  private async decide(ticket: ReleaseTicket): Promise<void> {
    this.askedAbout.add(ticket.title);
    const there = this.owners[ticket.place]?.tickets().find(({ title }) => title === ticket.title);
    if (there) await this.releases.link(ticket, there.key);
    else await this.releases.confirmAbsent(ticket);
  }
}
