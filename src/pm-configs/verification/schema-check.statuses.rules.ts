import { type ProjectSchema, TicketStatusCategory } from '../../providers/contract/index.js';
import { error, type PlatformProblem, warning } from './config-problems.js';
import { isSameName, nearestNames } from './name-suggestions.rules.js';
import { completedStatuses, findByName } from '../resolved-names.rules.js';
import type { TicketParameters } from '../ticket-parameters.js';

/** Statuses that a ticket never reaches, and workflows that no ticket ever leaves. */
export function completedStatusProblems(
  parameters: TicketParameters,
  statuses: ProjectSchema['statuses'],
  integrationId: string,
): PlatformProblem[] {
  const { completedStatus, issueType, createTicket } = parameters;
  // A tracker that describes no statuses leaves nothing to compare with.
  if (statuses.length === 0) return [];
  if (completedStatus.length === 0) return createTicket ? noDoneStatusProblems(statuses) : [];
  return completedStatuses(parameters, integrationId).flatMap(({ name, id }, index) => {
    const path = `parameters.completedStatus.${index}`;
    const byId = statuses.find(({ remoteId }) => remoteId === id);
    const status = byId ?? findByName(statuses, name);
    if (!status) {
      const known = nearestNames(
        name,
        statuses.map((one) => one.name),
      );
      const where = issueType && createTicket ? `The workflow of ${issueType}` : 'The workflow';
      return [error(path, `${where} has no status ${name}, so it would never be reached.`, known)];
    }
    if (byId && !findByName([byId], name))
      return [warning(path, `${name} is called ${byId.name} now, and that is meant.`)];
    if (status.category === TicketStatusCategory.TODO)
      return [
        warning(path, `${status.name} is where tickets begin, so one would count as completed at once.`),
      ];
    return status.category === TicketStatusCategory.IN_PROGRESS
      ? unlistedDoneStatusProblems(path, status.name, completedStatus, statuses)
      : [];
  });
}

function noDoneStatusProblems(statuses: ProjectSchema['statuses']): PlatformProblem[] {
  if (statuses.some(({ category }) => category === TicketStatusCategory.DONE)) return [];
  return [
    error(
      'parameters.completedStatus',
      'No status of its workflow counts as done, so a ticket would never be completed. Name the statuses that complete it.',
      statuses.slice(0, 5).map(({ name }) => name),
    ),
  ];
}

/** A ticket that goes on from there to an end which is not named would no longer count. */
function unlistedDoneStatusProblems(
  path: string,
  status: string,
  completedStatus: readonly string[],
  statuses: ProjectSchema['statuses'],
): PlatformProblem[] {
  const unlisted = statuses
    .filter(({ category }) => category === TicketStatusCategory.DONE)
    .map(({ name }) => name)
    .filter((name) => !completedStatus.some((one) => isSameName(one, name)));
  if (unlisted.length === 0) return [];
  const ends = unlisted.slice(0, 5).join(', ');
  const words = `${status} is not the end for the tracker, and a ticket that gets there (${ends}) would not count as completed. Name that too.`;
  return [warning(path, words)];
}
