import {
  isDefaultLabel,
  issueTypeIdOf,
  needsRelease,
  renderTicket,
  type TargetPlatform,
  textsIn,
  type TicketParameters,
} from '../../pm-configs/index.js';
import type { DraftContent } from '../engine/draft-source.registry.js';
import type { NewTicketInput } from './tickets.inputs.js';

/** What a ticket without a release says: title and description as given, everything else as its parameters say. */
export function contentOf(
  { platform, title, description }: Pick<NewTicketInput, 'platform' | 'title' | 'description'>,
  parameters: TicketParameters,
  projectName: string,
  integrationId: string,
): DraftContent {
  const { projectKey, issueType, priority, assignee, parentKey } = parameters;
  return {
    projectKey,
    issueType,
    issueTypeId: issueTypeIdOf(parameters, integrationId),
    title,
    description: description ?? '',
    priority,
    assignee,
    parentKey,
    dueDate: null,
    ...renderedOf(parameters, platform, projectName),
  };
}

/** Without what names a release's version, date or address: that cannot be rendered. */
function renderedOf(
  { labels, customFields }: Pick<TicketParameters, 'labels' | 'customFields'>,
  platform: TargetPlatform,
  projectName: string,
): Pick<DraftContent, 'labels' | 'optionalLabels' | 'customFields'> {
  const fields = Object.entries(customFields ?? {}).filter(([, value]) => !textsIn(value).some(needsRelease));
  const rendered = renderTicket(
    {
      ...{ titleTemplate: '', descriptionTemplate: '' },
      labels: labels.filter((template) => !needsRelease(template)),
      customFields: fields.length > 0 ? Object.fromEntries(fields) : null,
    },
    { version: '', platform, plannedDate: null, projectName, releaseUrl: '' },
  );
  const optionalLabels = labels.filter((one) => isDefaultLabel(one) && !needsRelease(one));
  return { labels: rendered.labels, optionalLabels, customFields: rendered.customFields };
}
