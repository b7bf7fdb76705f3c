import type { JiraCloudLab, RateLimit } from '../../lab/index.js';

/** A ticket as the tracker has it, whoever made it. */
export interface TrackerTicket {
  readonly remoteId: string;
  readonly key: string;
  readonly title: string;
}

/** Where the tickets of one project of ours live, and an account of its own to get there. */
export interface Place {
  /** For the API's ConnectionInput. */
  readonly connection: object;
  readonly projectKey: string;
}

/** An emulated tracker as the fault run needs it. */
export interface FaultyTracker {
  /** As `--tracker` takes it. */
  readonly name: string;
  /** One for each of our projects. */
  readonly places: readonly Place[];
  /** The lab's operations that make tickets. */
  readonly creations: readonly string[];
  /** Operations that one lookup calls dozens of times. They fail more rarely, so that lookups come to an end. */
  readonly frequent: readonly string[];
  /** How it says "too many calls". */
  readonly rateLimits: readonly RateLimit[];
  /** Whether its row of the proof table leaves to a person what cannot be found out. */
  readonly mayAskPerson: boolean;
  readonly faults: Pick<JiraCloudLab['faults'], 'random' | 'counts'>;
  readonly calls: Pick<JiraCloudLab['calls'], 'counts' | 'total'>;
  /** The conditions under which it runs, in words: clock, index lag, limits. */
  readonly conditions: string;
  tickets(): readonly TrackerTicket[];
  stop(): Promise<void>;
}

/** The tracker of each place, in the order in which releases go to the places, round robin. */
export function ownersOf(trackers: readonly FaultyTracker[]): readonly FaultyTracker[] {
  return trackers.flatMap((tracker) => tracker.places.map(() => tracker));
}

/** How many places, from which seed, and what a call has for an answer. */
export interface FaultyTrackerOptions {
  readonly places: number;
  readonly seed: number;
  readonly timeoutMs: number;
}

export type StartTracker = (options: FaultyTrackerOptions) => Promise<FaultyTracker>;
