import { randomBytes } from 'node:crypto';
import type { SecretProvider } from '../providers/provider.ts';

/** One demand on a provider. */
export interface ConformanceCase {
  /** The behaviour, as a sentence: the name of a test. */
  readonly name: string;
  /**
   * Resolves when the provider meets the demand.
   * @param provider may hold other secrets: the case makes its own keys, and deletes them when it is done.
   * @throws {AssertionError} of node:assert, saying what was expected
   */
  readonly run: (provider: SecretProvider) => Promise<void>;
}

/** What a case works with. */
export interface Scenario {
  readonly provider: SecretProvider;
  /** How the keys of this run of the case start; no key of anybody else does. */
  readonly base: string;
  /** A key of this case, to be deleted at its end. */
  readonly key: (name: string) => string;
  /** As `key`, for keys that do not start with `base`. */
  readonly own: (key: string) => string;
  /** Stores JSON values by their whole keys. */
  readonly put: (values: Readonly<Record<string, unknown>>) => Promise<readonly string[]>;
  /** The JSON value of a key; undefined when there is none. */
  readonly read: (key: string) => Promise<unknown>;
}

/** Makes a case of what it does in keys of its own. */
export function conformanceCase(name: string, act: (scenario: Scenario) => Promise<void>): ConformanceCase {
  return {
    name,
    async run(provider) {
      const scenario = new CaseScenario(provider);
      try {
        await act(scenario);
      } finally {
        await provider.delete([...scenario.keys]);
      }
    },
  };
}

class CaseScenario implements Scenario {
  readonly provider: SecretProvider;
  readonly base = `conformance-${randomBytes(6).toString('hex')}/`;
  readonly keys = new Set<string>();

  constructor(provider: SecretProvider) {
    this.provider = provider;
  }

  readonly own = (key: string): string => {
    this.keys.add(key);
    return key;
  };

  readonly key = (name: string): string => this.own(this.base + name);

  readonly put = async (values: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
    const secrets = Object.entries(values).map(([key, value]) => ({ key: this.own(key), text: JSON.stringify(value) }));
    return this.provider.set(secrets);
  };

  readonly read = async (key: string): Promise<unknown> => {
    const text = (await this.provider.get([key])).get(key);
    return text === undefined ? undefined : JSON.parse(text);
  };
}

/** Secrets as `set` takes them. */
export function secretsOf(keys: readonly string[], value: unknown): { key: string; text: string }[] {
  return keys.map((key) => ({ key, text: JSON.stringify(value) }));
}

/** Strings in the order of their UTF-8 bytes, by another way than `compareKeys`. */
export function inByteOrder(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
