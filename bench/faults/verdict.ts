import { PLATFORMS } from '../tracker-projects.js';
import type { ReleaseTicket } from './releases.js';
import { type FaultyTracker, type TrackerTicket, ownersOf } from './tracker.js';

export interface Verdict {
  readonly expected: number;
  readonly created: number;
  /** In the tracker, and no release's ticket. */
  readonly duplicates: number;
  /** Wanted, and not there, or not known to be. */
  readonly lost: number;
  /** One sentence each; empty: everything is as it must be. */
  readonly violations: readonly string[];
}

const MAX_SHOWN = 10;

/** Each tracker by itself, since their ids mean nothing to each other; then together. */
export function verifyAll(
  releases: number,
  followed: readonly ReleaseTicket[],
  trackers: readonly FaultyTracker[],
): Verdict {
  const owners = ownersOf(trackers);
  const numbers = Array.from({ length: releases }, (_, number) => number);
  const verdicts = trackers.map((tracker) => {
    const expected = numbers.filter((number) => owners[number % owners.length] === tracker).length;
    const own = followed.filter(({ place }) => owners[place] === tracker);
    const verdict = verify(expected * PLATFORMS.length, own, tracker.tickets());
    return { ...verdict, violations: verdict.violations.map((words) => `${tracker.name}: ${words}`) };
  });
  const sum = (count: (verdict: Verdict) => number) => verdicts.reduce((all, one) => all + count(one), 0);
  return {
    expected: sum(({ expected }) => expected),
    created: sum(({ created }) => created),
    duplicates: sum(({ duplicates }) => duplicates),
    lost: sum(({ lost }) => lost),
    violations: verdicts.flatMap(({ violations }) => violations),
  };
}

/** Holds what the releases follow against what the tracker has. */
export function verify(
  expected: number,
  followed: readonly ReleaseTicket[],
  made: readonly TrackerTicket[],
): Verdict {
  const madeById = new Map(made.map((ticket) => [ticket.remoteId, ticket]));
  const followedIds = new Set(followed.map(({ remoteId }) => remoteId));
  const created = followed.filter(
    ({ state, remoteId }) => state === 'CREATED' && madeById.has(remoteId ?? ''),
  );
  const secondTickets = made.filter(({ remoteId }) => !followedIds.has(remoteId));
  const unfinished = followed.filter((ticket) => !created.includes(ticket));
  const mismatched = created.filter(({ remoteId, title }) => madeById.get(remoteId!)?.title !== title);
  const shared = created.length - new Set(created.map(({ remoteId }) => remoteId)).size;
  return {
    expected,
    created: created.length,
    duplicates: secondTickets.length,
    lost: expected - created.length,
    violations: [
      ...secondTickets.slice(0, MAX_SHOWN).map(({ key, title }) => `${key} is a second ticket: ${title}.`),
      ...unfinished.slice(0, MAX_SHOWN).map(unfinishedViolation),
      ...mismatched.slice(0, MAX_SHOWN).map(({ key, title }) => `${key} should be "${title}".`),
      ...(shared > 0 ? [`${shared} tickets are followed twice.`] : []),
      ...(followed.length === expected
        ? []
        : [`${followed.length} tickets instead of ${expected} are known.`]),
      ...(made.length === expected
        ? []
        : [`${made.length} tickets instead of ${expected} are in the tracker.`]),
    ],
  };
}

function unfinishedViolation({ version, platform, state, error }: ReleaseTicket): string {
  return `The ticket of ${version} for ${platform} is ${state}${error ? `: ${error.message}` : '.'}`;
}
