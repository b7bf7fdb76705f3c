import { setTimeout as sleep } from 'node:timers/promises';
import { latestEffectMs } from './plan.js';
import type { FollowedTicket, Releases } from './releases.js';
import { type FaultyTracker, ownersOf } from './tracker.js';

/** Whether it waits for somebody to look: it may exist, and only a person can find that out. */
export function isForPerson({ state, error }: FollowedTicket): boolean {
  return state === 'UNCERTAIN' && error !== null && error.failure === null && !error.retryable;
}

/** Somebody who does what the reasons of tickets ask for: looks into the tracker, then links or says that there is none. */
export class Person {
  /** Of which tickets somebody was asked. */
  readonly asked = new Set<string>();
  private readonly owners: readonly FaultyTracker[];

  constructor(
    private readonly releases: Releases,
    trackers: readonly FaultyTracker[],
    private readonly timeoutMs: number,
  ) {
    this.owners = ownersOf(trackers);
  }

  /** Only with trackers whose row of the proof table asks for it. @returns how many tickets somebody was asked about. */
  async help(): Promise<number> {
    const followed = await this.releases.tickets();
    const asking = followed.filter(
      (ticket) => isForPerson(ticket) && this.owners[ticket.place]?.mayAskPerson,
    );
    if (asking.length === 0) return 0;
    // Nobody is so quick that what was sent could still take effect.
    await sleep(latestEffectMs(this.timeoutMs));
    // The tracker fails people too: what they could not do, they are asked for again.
    for (const ticket of asking) await this.decide(ticket).catch(() => undefined);
    return asking.length;
  }

  private async decide(ticket: FollowedTicket): Promise<void> {
    this.asked.add(ticket.title);
    const there = this.owners[ticket.place]?.made().find(({ title }) => title === ticket.title);
    if (there) await this.releases.link(ticket, there.key);
    else await this.releases.deny(ticket);
  }
}
