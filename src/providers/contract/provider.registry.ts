import { boundedProvider } from './bounded-provider.js';
import type { PmProvider } from './provider.js';
import { type ProviderType } from './provider-type.js';

/** Every adapter there is, by type. Built once from the list in `providers.module.ts`. */
export class ProviderRegistry {
  private readonly byType: ReadonlyMap<ProviderType, PmProvider>;

  /** @throws where two adapters claim one type: the start stops, rather than one of them winning silently. */
  constructor(providers: readonly PmProvider[]) {
    const byType = new Map<ProviderType, PmProvider>();
    for (const provider of providers) {
      if (byType.has(provider.type)) throw new Error(`Two adapters claim the tracker ${provider.type}.`);
      byType.set(provider.type, boundedProvider(provider));
    }
    this.byType = byType;
  }

  /** Null where the tracker is known by name, but has no adapter yet. */
  find(type: ProviderType): PmProvider | null {
    return this.byType.get(type) ?? null;
  }

  all(): readonly PmProvider[] {
    return [...this.byType.values()];
  }

  /** For a type that was checked when it was stored. */
  get(type: ProviderType): PmProvider {
    const provider = this.find(type);
    if (!provider) throw new Error(`There is no adapter for ${type}.`);
    return provider;
  }
}
