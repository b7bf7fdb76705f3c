import type { FieldViolation } from './provider-error.js';

/** Where a ticket should be in its workflow. */
export interface TransitionRequest {
  /** A status of the ticket's project by name, compared without case. */
  readonly status: string;
  /** What the tracker's transition screen requires, by field id; null: nothing. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** Where the ticket was made: the status of one in several projects is meant there. Absent: not known. */
  readonly projectKey?: string;
}

/**
 * What it takes to get a ticket to a status, from reads alone. `there`: it has it already. `via`: the statuses on the
 * way that are known beforehand, the wanted one last; a tracker that only tells the next step may know no more than that.
 */
export type TransitionPlan =
  | { readonly kind: 'there'; readonly status: string }
  | { readonly kind: 'possible'; readonly from: string; readonly via: readonly string[] }
  | TransitionBlocked;

/** What became of moving it: `done` also where it had been there already. `status`: the tracker's own word, as it is now. */
export type TransitionOutcome = { readonly kind: 'done'; readonly status: string } | TransitionBlocked;

/** No way there, or the tracker asks for more: for a person. */
export interface TransitionBlocked {
  readonly kind: 'blocked';
  /** Where the ticket is now. */
  readonly status: string;
  readonly reason: string;
  /** Names that the ticket could get to from there. */
  readonly possibleStatuses: readonly string[];
  /** Fields that a screen on the way requires. */
  readonly fields: readonly FieldViolation[];
}

/** A comment that is made once: the id is looked for among the ticket's comments where the tracker cannot tell by itself. */
export interface TicketComment {
  /** A UUIDv4 of one intended comment. */
  readonly id: string;
  /** Markdown (CommonMark). */
  readonly body: string;
}

/** A link from a ticket to a page outside the tracker, such as a build. Linking the same id again updates it. */
export interface ExternalLink {
  /** Stable, unique among the ticket's links, at most 200 characters. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
}
