import { ReleaseStatus } from './release.enums.js';

const S = ReleaseStatus;

/** Every transition that exists. */
const TRANSITIONS: Readonly<Record<ReleaseStatus, readonly ReleaseStatus[]>> = {
  [S.PLANNED]: [S.IN_PROGRESS, S.CANCELLED],
  [S.IN_PROGRESS]: [S.PAUSED, S.SUBMITTED, S.CANCELLED],
  [S.PAUSED]: [S.IN_PROGRESS, S.CANCELLED],
  [S.SUBMITTED]: [S.IN_PROGRESS, S.COMPLETED, S.CANCELLED],
  [S.COMPLETED]: [S.ARCHIVED],
  [S.CANCELLED]: [S.ARCHIVED],
  [S.ARCHIVED]: [],
};

/** Statuses in which a release and its tickets can be changed. */
export const OPEN_STATUSES: readonly ReleaseStatus[] = [S.PLANNED, S.IN_PROGRESS, S.PAUSED, S.SUBMITTED];

/** Why a release in `from` cannot become `to`; null: it can. */
export function transitionViolation(from: ReleaseStatus, to: ReleaseStatus): string | null {
  if (TRANSITIONS[from].includes(to)) return null;
  if (from === to) return `The release is ${from} already.`;
  const possible = TRANSITIONS[from];
  const hint =
    possible.length > 0 ? `From ${from} it can become ${possible.join(', ')}.` : `${from} is final.`;
  return `A release that is ${from} cannot become ${to}. ${hint}`;
}
