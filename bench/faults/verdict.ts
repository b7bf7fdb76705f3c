import { PLATFORMS } from '../tracker-projects.js';
import type { FollowedTicket } from './releases.js';
import { type FaultyTracker, type MadeTicket, ownersOf } from './tracker.js';

export interface Verdict {
  readonly expected: number;
  readonly created: number;
  /** In the tracker, and no release's ticket. */
  readonly duplicates: number;
  /** Wanted, and not there, or not known to be. */
  readonly lost: number;
  /** One sentence each; empty: everything is as it must be. */
  readonly complaints: readonly string[];
}

const SHOWN = 10;

/** Each tracker by itself, since their ids mean nothing to each other; then together. */
export function judgeAll(
  releases: number,
  followed: readonly FollowedTicket[],
  trackers: readonly FaultyTracker[],
): Verdict {
  const owners = ownersOf(trackers);
  const numbers = Array.from({ length: releases }, (_, number) => number);
  const verdicts = trackers.map((tracker) => {
    const expected = numbers.filter((number) => owners[number % owners.length] === tracker).length;
    const own = followed.filter(({ place }) => owners[place] === tracker);
    const verdict = judge(expected * PLATFORMS.length, own, tracker.made());
    return { ...verdict, complaints: verdict.complaints.map((words) => `${tracker.name}: ${words}`) };
  });
  const sum = (count: (verdict: Verdict) => number) => verdicts.reduce((all, one) => all + count(one), 0);
  return {
    expected: sum(({ expected }) => expected),
    created: sum(({ created }) => created),
    duplicates: sum(({ duplicates }) => duplicates),
    lost: sum(({ lost }) => lost),
    complaints: verdicts.flatMap(({ complaints }) => complaints),
  };
}

/** Holds what the releases follow against what the tracker has. */
export function judge(
  expected: number,
  followed: readonly FollowedTicket[],
  made: readonly MadeTicket[],
): Verdict {
  const madeById = new Map(made.map((ticket) => [ticket.remoteId, ticket]));
  const followedIds = new Set(followed.map(({ remoteId }) => remoteId));
  const created = followed.filter(
    ({ state, remoteId }) => state === 'CREATED' && madeById.has(remoteId ?? ''),
  );
  const twins = made.filter(({ remoteId }) => !followedIds.has(remoteId));
  const unsettled = followed.filter((ticket) => !created.includes(ticket));
  const swapped = created.filter(({ remoteId, title }) => madeById.get(remoteId!)?.title !== title);
  const shared = created.length - new Set(created.map(({ remoteId }) => remoteId)).size;
  return {
    expected,
    created: created.length,
    duplicates: twins.length,
    lost: expected - created.length,
    complaints: [
      ...twins.slice(0, SHOWN).map(({ key, title }) => `${key} is a second ticket: ${title}.`),
      ...unsettled.slice(0, SHOWN).map(unsettledComplaint),
      ...swapped.slice(0, SHOWN).map(({ key, title }) => `${key} should be "${title}".`),
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

function unsettledComplaint({ version, platform, state, error }: FollowedTicket): string {
  return `The ticket of ${version} for ${platform} is ${state}${error ? `: ${error.message}` : '.'}`;
}
