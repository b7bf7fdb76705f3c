import {
  needsRelease,
  renderTicket,
  type TargetPlatform,
  type TicketParameters,
} from '../../pm-configs/index.js';
import type { DraftContent } from '../engine/draft-source.registry.js';
import type { NewTicketInput } from './tickets.inputs.js';

/** What a ticket without a release says: title and description as given, everything else as its parameters say. */
export function contentOf(
  { platform, title, description }: Pick<NewTicketInput, 'platform' | 'title' | 'description'>,
  parameters: TicketParameters,
  projectName: string,
): DraftContent {
  const { projectKey, issueType, priority, assignee, parentKey, customFields } = parameters;
  return {
    projectKey,
    issueType,
    title,
    description: description ?? '',
    labels: labelsOf(parameters.labels, platform, projectName),
    priority,
    assignee,
    parentKey,
    dueDate: null,
    customFields,
  };
}

/** Without those that name a release's version, date or address: they cannot be rendered. */
function labelsOf(
  templates: readonly string[],
  platform: TargetPlatform,
  projectName: string,
): readonly string[] {
  return renderTicket(
    {
      titleTemplate: '',
      descriptionTemplate: '',
      labels: templates.filter((template) => !needsRelease(template)),
    },
    { version: '', platform, plannedDate: null, projectName, releaseUrl: '' },
  ).labels;
}
