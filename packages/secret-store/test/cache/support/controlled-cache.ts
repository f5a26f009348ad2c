import { CachedSecretProvider, type CachedSecretProviderOptions } from '../../../src/index.ts';
import { ControlledProvider } from './controlled-provider.ts';

/** A cache over a provider that the test controls. */
export interface ControlledCache {
  readonly provider: ControlledProvider;
  readonly cache: CachedSecretProvider;
  /** The texts that the cache gives for the keys. */
  read(...keys: string[]): Promise<Record<string, string>>;
  /** Has the cache read these texts, so that it holds them; keys without one have no secret. */
  hold(texts: Readonly<Record<string, string | undefined>>): Promise<void>;
  /** Whether a read of the keys would make a query. */
  asksFor(...keys: string[]): Promise<boolean>;
}

/** Makes a cache; without a channel it serves from memory at once. */
export function controlledCache(
  options: Partial<CachedSecretProviderOptions> = {},
  provider = new ControlledProvider(),
): ControlledCache {
  const cache = new CachedSecretProvider({ provider, ...options });
  const read = async (...keys: string[]): Promise<Record<string, string>> => Object.fromEntries(await cache.get(keys));
  const answerNext = (texts: Readonly<Record<string, string | undefined>>): void => {
    const known = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
    provider.reads.at(-1)?.answer(Object.fromEntries(known));
  };
  return {
    provider,
    cache,
    read,
    hold: async (texts) => {
      const reading = read(...Object.keys(texts));
      answerNext(texts);
      await reading;
    },
    asksFor: async (...keys) => {
      const before = provider.reads.length;
      const reading = read(...keys);
      const asked = provider.reads.length > before;
      provider.reads.at(-1)?.fail(new Error('only a question'));
      await reading.catch(() => undefined);
      return asked;
    },
  };
}
