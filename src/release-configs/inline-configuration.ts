import { DEFAULT_LABELS, type TicketParameters, withDefaults } from '../pm-configs/index.js';
import type { ProviderType } from '../providers/contract/index.js';

/** What an inline configuration says of its tickets. Labels: null stands for the default ones. */
export type InlineParameters = Pick<
  TicketParameters,
  'projectKey' | 'issueType' | 'completedStatus' | 'createTicket' | 'linkBuilds'
> & { readonly labels: readonly string[] | null };

/** Where tickets are made and how they look, without a pm config: as releases and release configs store it. */
export interface InlineConfiguration {
  /** False: no tickets. */
  readonly isEnabled: boolean;
  readonly integrationId: string;
  readonly parameters: InlineParameters;
}

/** An inline configuration as the API was given it. */
export interface GivenInlineConfiguration {
  readonly configuration: InlineConfiguration;
  /** The tracker that this input is for. */
  readonly providerType: ProviderType;
  /** Where it stands in the input. */
  readonly path: string;
}

/** All parameters of its tickets. `others`: where it takes from what it says nothing about; absent: the defaults. */
export function toParameters(
  { isEnabled, parameters }: InlineConfiguration,
  others?: TicketParameters,
): TicketParameters {
  return withDefaults({
    ...others,
    ...parameters,
    labels: parameters.labels ?? DEFAULT_LABELS,
    createTicket: isEnabled && parameters.createTicket,
  });
}
