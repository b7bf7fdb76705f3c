import { DEFAULT_TIMINGS } from '../../../src/config/index.js';
import {
  type ConnectionValues,
  type PmConnection,
  ProviderRegistry,
  type ProviderType,
} from '../../../src/providers/contract/index.js';
import { parseAllowedHosts, UndiciProviderHttp } from '../../../src/providers/http/index.js';
import { ADAPTERS } from '../../../src/providers/providers.module.js';
import { TIMEOUT_MS } from './adapter.harness.js';

/** Of one suite. */
let registry: ProviderRegistry | undefined;

/** An adapter's connection beside the product: what the product would be answered, asked by the test itself. */
export function connectDirectly(type: ProviderType, values: ConnectionValues, scope: string): PmConnection {
  registry ??= openRegistry();
  return registry.get(type).connect({ values, scope });
}

function openRegistry(): ProviderRegistry {
  const http = new UndiciProviderHttp({
    ...{ timeoutMs: TIMEOUT_MS, connectTimeoutMs: TIMEOUT_MS },
    allowedHosts: parseAllowedHosts('127.0.0.0/8'),
  });
  const parts = {
    http,
    clock: () => new Date(),
    monotonicMs: () => performance.now(),
    timeoutMs: TIMEOUT_MS,
    timings: DEFAULT_TIMINGS,
  };
  return new ProviderRegistry(ADAPTERS.map((adapter) => adapter(parts)));
}
