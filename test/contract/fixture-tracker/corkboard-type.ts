import { PROVIDER_NAMES, ProviderType } from '../../../src/providers/contract/index.js';

/**
 * What a tracker that is to stay writes into `provider-type.ts`: its member of the enum, and its name. Imported before
 * anything that reads them.
 */
export const CORKBOARD = 'CORKBOARD' as ProviderType;

Object.assign(ProviderType, { [CORKBOARD]: CORKBOARD });
Object.assign(PROVIDER_NAMES, { [CORKBOARD]: 'Corkboard' });
