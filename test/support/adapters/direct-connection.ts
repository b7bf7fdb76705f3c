import { DEFAULT_TIMINGS } from '../../../src/config/index.js';
import type { ConnectionValues, PmConnection, ProviderType } from '../../../src/providers/contract/index.js';
import { parseAllowedHosts, UndiciProviderHttp } from '../../../src/providers/http/index.js';
import { ADAPTERS } from '../../../src/providers/providers.module.js';
import { TIMEOUT_MS } from './adapter.harness.js';

/** An adapter's connection beside the product: what the product would be answered, asked by the test itself. */
export function connectDirectly(type: ProviderType, values: ConnectionValues, scope: string): PmConnection {
  const http = new UndiciProviderHttp({
    ...{ timeoutMs: TIMEOUT_MS, connectTimeoutMs: TIMEOUT_MS },
    allowedHosts: parseAllowedHosts('127.0.0.1'),
  });
  const parts = { http, clock: () => new Date(), timeoutMs: TIMEOUT_MS, timings: DEFAULT_TIMINGS };
  const provider = ADAPTERS.map((adapter) => adapter(parts)).find((one) => one.type === type);
  if (!provider) throw new Error(`There is no adapter for ${type}.`);
  return provider.connect({ values, scope });
}
