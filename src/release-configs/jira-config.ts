import {
  DEFAULT_DESCRIPTION_TEMPLATE,
  DEFAULT_LABELS,
  DEFAULT_TITLE_TEMPLATE,
  type TicketParameters,
} from '../pm-configs/index.js';

/** A Jira project and what is done there, short of a pm config: as releases and release configs keep it. */
export interface JiraConfig {
  readonly enabled: boolean;
  readonly integrationId: string;
  readonly projectKey: string;
  readonly issueTypeForRelease: string;
  readonly completedStatus: readonly string[];
  readonly labels: readonly string[] | null;
  readonly createReleaseTicket: boolean;
  readonly linkBuildsToIssues: boolean;
}

const DEFAULTS = {
  priority: null,
  assignee: null,
  parentKey: null,
  titleTemplate: DEFAULT_TITLE_TEMPLATE,
  descriptionTemplate: DEFAULT_DESCRIPTION_TEMPLATE,
  customFields: null,
} satisfies Partial<TicketParameters>;

/** The same, as any tracker's ticket is described. `others`: where what it says nothing about is taken from. */
export function toParameters(
  config: JiraConfig,
  others: Omit<TicketParameters, keyof ReturnType<typeof named>> = DEFAULTS,
): TicketParameters {
  return { ...others, ...named(config) };
}

function named(config: JiraConfig) {
  return {
    projectKey: config.projectKey,
    issueType: config.issueTypeForRelease,
    completedStatus: config.completedStatus,
    labels: config.labels ?? DEFAULT_LABELS,
    createTicket: config.enabled && config.createReleaseTicket,
    linkBuilds: config.linkBuildsToIssues,
  };
}
