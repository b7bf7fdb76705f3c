import DataLoader from 'dataloader';
import type { RequestUsage } from './request-usage.js';

/** What every resolver of one operation shares. */
export interface GraphqlContext {
  /** Who asks, as `access/` found out; null: nobody. */
  readonly caller: unknown;
  readonly loaders: LoaderCache;
  /** Whose requests count together: the hash of the token, or of the address without one. */
  readonly client: string;
  /** Of the whole HTTP request. */
  readonly usage: RequestUsage;
}

/** The DataLoaders of one operation, made when first asked for. A mutation empties it, since what was read may be old. */
export class LoaderCache {
  private readonly loaders = new Map<symbol | object, DataLoader<string, unknown>>();

  /** @param key an entity's class, or a symbol for anything else. */
  get<T>(
    key: symbol | object,
    load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): DataLoader<string, T | null> {
    const cached = this.loaders.get(key);
    if (cached) return cached as DataLoader<string, T | null>;
    const loader = new DataLoader<string, T | null>(async (ids) => {
      const found = await load(ids);
      return ids.map((id) => found.get(id) ?? null);
    });
    this.loaders.set(key, loader);
    return loader;
  }

  clear(): void {
    this.loaders.clear();
  }
}
