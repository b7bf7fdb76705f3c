/** What a tracker would say to one value of a draft. */
export interface DraftProblem {
  /** `assignee`, `parentKey`, `labels`, or `customFields.<field id>`. */
  readonly path: string;
  /** A sentence, with what to do. */
  readonly message: string;
  /** What may have been meant, nearest first. */
  readonly suggestions: readonly string[];
  /** True: the tracker refuses a ticket that gives it. False: the ticket is made without it. */
  readonly isRefused: boolean;
}

export function refusedValue(
  path: string,
  message: string,
  suggestions: readonly string[] = [],
): DraftProblem {
  return { path, message, suggestions, isRefused: true };
}
