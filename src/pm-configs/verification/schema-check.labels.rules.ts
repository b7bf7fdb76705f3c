import type { ProjectSchema } from '../../providers/contract/index.js';
import { error, type PlatformProblem } from './config-problems.js';
import { isSameName } from './name-suggestions.rules.js';
import type { TicketParameters } from '../ticket-parameters.js';

/** Labels that this project does not allow, or not together. One with a placeholder is only checked when it is rendered. */
export function labelProblems(
  { labels }: Pick<TicketParameters, 'labels'>,
  { labelRules }: Pick<ProjectSchema, 'labelRules'>,
): PlatformProblem[] {
  const { unusable = [], exclusive = [] } = labelRules ?? {};
  const isGiven = (name: string) => labels.some((label) => isSameName(label, name));
  const refused = unusable.filter(({ name }) => isGiven(name)).map(({ reason }) => reason);
  const conflicting = exclusive
    .map((group) => group.filter(isGiven))
    .filter((given) => given.length > 1)
    .map((given) => `A ticket can have only one of the labels ${given.join(', ')}. Choose one.`);
  return [...refused, ...conflicting].map((words) => error('parameters.labels', words));
}
