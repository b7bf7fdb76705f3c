import type { DraftProblem, TicketDraft } from '../../providers/contract/index.js';
import type { TicketParameters } from '../ticket-parameters.js';
import type { RenderedText } from '../ticket-templates.rules.js';
import { issueTypeIdOf } from '../resolved-names.rules.js';
import { error, type PlatformProblem, warning } from './config-problems.js';

/** No ticket has it: the draft of a check is never sent. */
const NO_OPERATION = '00000000-0000-4000-8000-000000000000';

/** The ticket that these parameters would make. */
export function draftOf({
  configuration: { parameters },
  integration,
  text,
}: {
  readonly configuration: { readonly parameters: TicketParameters };
  readonly integration: { readonly id: string };
  readonly text: RenderedText;
}): TicketDraft {
  const { projectKey, issueType, priority, assignee, parentKey } = parameters;
  return {
    ...{ operationId: NO_OPERATION, generation: 0, dueDate: null },
    issueTypeId: issueTypeIdOf(parameters, integration.id),
    ...{ projectKey, issueType, priority, assignee, parentKey, ...text },
  };
}

/** The same, as problems of a config. */
export function draftProblems(problems: readonly DraftProblem[]): PlatformProblem[] {
  return problems.map(({ path, message, suggestions, isRefused }) =>
    isRefused
      ? error(`parameters.${path}`, message, suggestions)
      : warning(`parameters.${path}`, message, suggestions),
  );
}
