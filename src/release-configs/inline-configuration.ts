import {
  type ConfigurationSource,
  type StoredParameters,
  type TicketParameters,
  withDefaults,
} from '../pm-configs/index.js';
import type { ProviderType } from '../providers/contract/index.js';

/** The parameters that an inline configuration has. */
export type InlineParameters = Pick<
  TicketParameters,
  'projectKey' | 'issueType' | 'completedStatus' | 'labels' | 'createTicket' | 'linkBuilds'
>;

/** Where and how tickets are created without a pm config: of a release or of a release config. */
export interface InlineConfiguration {
  /** False: no tickets. */
  readonly isEnabled: boolean;
  readonly integrationId: string;
  readonly parameters: InlineParameters;
}

/** As it stands in a row: an old row lacks the parameters that were added since. */
export type StoredInlineConfiguration = Omit<InlineConfiguration, 'parameters'> & {
  readonly parameters: StoredParameters;
};

/** An inline configuration as the API was given it. */
export interface GivenInlineConfiguration {
  readonly configuration: InlineConfiguration;
  /** The tracker that this input is for. */
  readonly providerType: ProviderType;
  /** Where it stands in the input. */
  readonly path: string;
}

/** A stored configuration as it is read, whenever it was written. */
export function inlineWithDefaults({
  isEnabled,
  integrationId,
  parameters,
}: StoredInlineConfiguration): InlineConfiguration {
  const { projectKey, issueType, completedStatus, labels, createTicket, linkBuilds } =
    withDefaults(parameters);
  return {
    isEnabled,
    integrationId,
    parameters: { projectKey, issueType, completedStatus, labels, createTicket, linkBuilds },
  };
}

/** All parameters of its tickets. `others`: the values of what it does not set; absent: the defaults. */
export function toParameters(
  { isEnabled, parameters }: InlineConfiguration,
  others?: TicketParameters,
): TicketParameters {
  return withDefaults({
    ...others,
    ...parameters,
    createTicket: isEnabled && parameters.createTicket,
  });
}

/** The same for every platform. */
export function inlineSource(inline: InlineConfiguration): ConfigurationSource {
  const configuration = { integrationId: inline.integrationId, parameters: toParameters(inline) };
  return { configurationFor: () => configuration };
}
