import type { PmProvider } from '../providers/contract/index.js';
import type { TicketParameters } from './ticket-parameters.js';

export const DEFAULT_TITLE_TEMPLATE = 'Release v{{version}} - {{platform}}';
export const DEFAULT_DESCRIPTION_TEMPLATE = 'Release tracking ticket for {{version}} on {{platform}}';
export const DEFAULT_LABELS: readonly string[] = ['release', '{{version}}'];

/** The rendered labels that are a ticket's by default: it is made without those that the tracker does not take. */
export function defaultLabelsOf({ labels }: Pick<TicketParameters, 'labels'>, version: string): string[] {
  const templates = labels.filter(isDefaultLabel);
  return templates.map((label) => label.replace('{{version}}', version.toLowerCase().replace(/\s+/g, '-')));
}

export function isDefaultLabel(template: string): boolean {
  return DEFAULT_LABELS.includes(template);
}

/** Values of members that are not given, or did not exist when the parameters were stored. */
const DEFAULTS: Omit<TicketParameters, 'projectKey'> = {
  issueType: null,
  completedStatus: [],
  priority: null,
  labels: DEFAULT_LABELS,
  assignee: null,
  parentKey: null,
  titleTemplate: DEFAULT_TITLE_TEMPLATE,
  descriptionTemplate: DEFAULT_DESCRIPTION_TEMPLATE,
  customFields: null,
  createTicket: true,
  linkBuilds: false,
  resolvedNames: null,
};

/** As they are stored: an older row lacks the members that were added since. */
export type StoredParameters = Pick<TicketParameters, 'projectKey'> & Partial<TicketParameters>;

/** Stored parameters with the members that did not exist when they were written. */
export function withDefaults(stored: StoredParameters): TicketParameters {
  return { ...DEFAULTS, ...stored };
}

/** As a person gave them, or as they are stored. */
export type GivenParameters = Pick<TicketParameters, 'projectKey' | 'createTicket' | 'linkBuilds'> & {
  readonly [Name in keyof TicketParameters]?: TicketParameters[Name] | null | undefined;
};

/** Given parameters with the defaults of the product and of the tracker. */
export function toTicketParameters(
  input: GivenParameters,
  provider: Pick<PmProvider, 'defaultIssueType'>,
): TicketParameters {
  return {
    projectKey: input.projectKey,
    issueType: input.issueType ?? provider.defaultIssueType,
    completedStatus: [...(input.completedStatus ?? DEFAULTS.completedStatus)],
    priority: input.priority ?? DEFAULTS.priority,
    labels: [...(input.labels ?? DEFAULTS.labels)],
    assignee: input.assignee ?? DEFAULTS.assignee,
    parentKey: input.parentKey ?? DEFAULTS.parentKey,
    titleTemplate: input.titleTemplate ?? DEFAULTS.titleTemplate,
    descriptionTemplate: input.descriptionTemplate ?? DEFAULTS.descriptionTemplate,
    customFields: input.customFields ?? DEFAULTS.customFields,
    createTicket: input.createTicket,
    linkBuilds: input.linkBuilds,
    resolvedNames: input.resolvedNames ?? DEFAULTS.resolvedNames,
  };
}
