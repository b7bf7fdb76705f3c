import type { ProjectSchema } from '../../providers/contract/index.js';
import { error, type PlatformProblem, warning } from './config-problems.js';
import { isSameName } from './name-suggestions.rules.js';
import type { TicketParameters } from '../ticket-parameters.js';
import { isDefaultLabel } from '../ticket-parameters.rules.js';

/** Labels that this project does not allow, or not together. One with a placeholder is only checked when it is rendered. */
export function labelProblems(
  { labels }: Pick<TicketParameters, 'labels'>,
  { labelRules }: Pick<ProjectSchema, 'labelRules'>,
): PlatformProblem[] {
  const { unusable = [], exclusive = [] } = labelRules ?? {};
  const isGiven = (name: string) => labels.some((label) => isSameName(label, name));
  const refused = unusable
    .filter(({ name }) => isGiven(name))
    .map(({ name, reason }) => problemOf([name], reason));
  const conflicting = exclusive
    .map((group) => group.filter(isGiven))
    .filter((given) => given.length > 1)
    .map((given) =>
      problemOf(given, `A ticket can have only one of the labels ${given.join(', ')}. Choose one.`),
    );
  return [...refused, ...conflicting];
}

/** A default label never keeps a ticket from being made: it goes without. */
function problemOf(names: readonly string[], words: string): PlatformProblem {
  const left = names.find((name) => isDefaultLabel(name.toLowerCase()));
  if (left === undefined) return error(LABELS, words);
  return warning(LABELS, `The default label ${left} is left out: ${words}`);
}

const LABELS = 'parameters.labels';
