import { createDatabase, type Database } from '@kongflow/database';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import type { Logger } from '@kongflow/logger';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { onTestFinished } from 'vitest';
import {
  CachedSecretProvider,
  DatabaseSecretProvider,
  PgSecretChangeChannel,
  type SecretProvider,
} from '../../../src/index.ts';

/** What one process has: a pool, a provider and a cache of its own. */
export interface TestProcess {
  readonly database: Database;
  readonly provider: SecretProvider;
  readonly cache: CachedSecretProvider;
  /** The text that the cache gives. */
  read(key: string): Promise<string | undefined>;
  /** Sets a secret through the cache. */
  set(key: string, text: string): Promise<unknown>;
  /** Reads a key until it is served from memory, and gives its text. */
  hold(key: string): Promise<string | undefined>;
  /** Whether a read is served from memory. */
  isHeld(key: string): Promise<boolean>;
}

/** A database of the test's own, and processes on it that end with the test. */
export interface Processes {
  readonly url: string;
  readonly encryptionKey: string;
  /** A pool of none of the processes. */
  readonly admin: Database;
  /** How often a listening connection has failed. */
  failures(): number;
  /** Opens a process whose cache is connected. */
  open(options?: ProcessOptions): Promise<TestProcess>;
}

/** In what a process differs from the others. */
export interface ProcessOptions {
  readonly keyring?: Keyring;
  /** Default: the secrets of the database. */
  readonly provider?: SecretProvider;
  /** How its channel connects. Default: as its pool. */
  readonly channelUrl?: string;
}

/** Opens a database without a process. */
export async function createProcesses(): Promise<Processes> {
  const { url } = await createTestDatabase();
  const encryptionKey = generateEncryptionKey();
  let failures = 0;
  const logger = { warn: () => (failures += 1) } as unknown as Logger;
  const connect = (connectionString: string, applicationName?: string): Database => {
    const database = createDatabase({
      connectionString,
      max: 3,
      ...(applicationName === undefined ? {} : { applicationName }),
      onBackgroundError: () => undefined,
    });
    onTestFinished(async () => database.close());
    return database;
  };
  return {
    url,
    encryptionKey,
    admin: connect(url),
    failures: () => failures,
    async open({ keyring = new Keyring({ current: encryptionKey }), provider, channelUrl } = {}) {
      const database = connect(url);
      const own = provider ?? new DatabaseSecretProvider({ database, cipher: keyring });
      const channel = new PgSecretChangeChannel({ database: connect(channelUrl ?? url, 'listener'), logger });
      const cache = new CachedSecretProvider({ provider: own, channel });
      onTestFinished(async () => cache.close());
      cache.start();
      await waitFor(() => cache.stats().isCaching, { describe: 'the cache to listen' });
      const read = async (key: string): Promise<string | undefined> => (await cache.get([key])).get(key);
      const isHeld = async (key: string): Promise<boolean> => {
        const { misses } = cache.stats();
        await read(key);
        return cache.stats().misses === misses;
      };
      return {
        database,
        provider: own,
        cache,
        read,
        set: async (key, text) => cache.set([{ key, text }]),
        // A notification of an earlier change may still be under way.
        hold: async (key) => {
          await waitFor(async () => isHeld(key));
          return read(key);
        },
        isHeld,
      };
    },
  };
}
