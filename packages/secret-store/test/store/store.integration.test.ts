import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { secretProviderConformance } from '../../src/conformance/index.ts';
import {
  ChainedSecretProvider,
  DatabaseSecretProvider,
  MemorySecretProvider,
  SecretAuditLog,
  SecretStoreError,
} from '../../src/index.ts';
import { setup } from './setup.ts';

const bundle = setup();

const OAuth = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  endpoints: z.object({ authorize: z.url(), token: z.url() }),
  scopes: z.array(z.string()),
});
const github = {
  clientId: 'github_123',
  clientSecret: 'secret_456',
  endpoints: { authorize: 'https://github.com/login/oauth/authorize', token: 'https://github.com/login/oauth/token' },
  scopes: ['read:user', 'repo'],
};
const down = new SecretStoreError('PROVIDER_UNAVAILABLE', 'The provider does not answer.');

describe('SecretStore on PostgreSQL', () => {
  it('stores a nested secret, reads it typed, counts, lists and deletes it, and leaves a trace of all of it', async () => {
    const { database, store, entries, audit } = bundle();
    await store.as('user:42').setSecret('oauth.github', github);
    expect(await store.getSecret('oauth.github', OAuth)).toEqual(github);
    expect(await store.getSecretCount()).toBe(1);
    expect(await store.listSecretKeys({ prefix: 'oauth.' })).toEqual({ keys: ['oauth.github'], next: null });
    const { rows } = await database.pool.query('SELECT * FROM secret_store');
    expect(JSON.stringify(rows)).toContain('oauth.github');
    expect(JSON.stringify(rows)).not.toContain('secret_456');
    expect(JSON.stringify(rows)).not.toContain('clientId');
    expect(await store.deleteSecret('oauth.github')).toBe(true);
    expect(await store.getSecret('oauth.github', OAuth)).toBeUndefined();
    expect(await entries()).toEqual([
      'user:42 set oauth.github ok',
      'ada get oauth.github ok',
      'ada count  ok',
      'ada list oauth. ok',
      'ada delete oauth.github ok',
      'ada get oauth.github not_found',
    ]);
    expect((await audit.verify()).ok).toBe(true);
  });

  it('names the provider when a secret is missing', async () => {
    await expect(bundle().store.getSecretOrThrow('nothing', OAuth)).rejects.toThrow(
      'Unable to find secret nothing in database',
    );
  });

  it('leaves an entry for each key of a batch', async () => {
    const { store, entries } = bundle();
    await store.setSecrets({ a: 1, b: 2 });
    await store.setSecrets({ b: 3, c: 3 }, { ifAbsent: true });
    await store.getSecrets({ a: z.number(), missing: z.number() });
    await store.deleteSecrets(['a', 'missing']);
    expect(await entries()).toEqual([
      'ada set a ok',
      'ada set b ok',
      'ada set b exists',
      'ada set c ok',
      'ada get a ok',
      'ada get missing not_found',
      'ada delete a ok',
      'ada delete missing not_found',
    ]);
  });

  it('notes a provider whose database is another as being elsewhere: before and after', async () => {
    const { provider, database, storeWith, entries } = bundle();
    const chain = new ChainedSecretProvider({ providers: [provider, new MemorySecretProvider()] });
    const store = storeWith({ provider: chain, audit: new SecretAuditLog({ database }) });
    await store.setSecret('k', 1);
    expect(await entries()).toEqual(['ada set k attempted', 'ada set k ok']);
  });
});

describe('a write and its entry', () => {
  it('are undone together when the entry cannot be made', async () => {
    const { audit, store, keys, entries } = bundle();
    await store.setSecret('there', 'old');
    const full = new SecretStoreError('INVALID_INPUT', 'The log is full.');
    audit.fail = (records) => (records.some(({ result }) => result === 'ok') ? full : undefined);
    await expect(store.setSecret('k', 1)).rejects.toBe(full);
    await expect(store.setSecret('there', 'new')).rejects.toBe(full);
    await expect(store.deleteSecret('there')).rejects.toBe(full);
    audit.fail = undefined;
    expect(await keys()).toEqual(['there']);
    expect(await store.getSecret('there', z.string())).toBe('old');
    expect(await entries()).toEqual([
      'ada set there ok',
      'ada set k INVALID_INPUT',
      'ada set there INVALID_INPUT',
      'ada delete there INVALID_INPUT',
      'ada get there ok',
    ]);
  });

  it('are undone together when the write fails; the failure is noted', async () => {
    const { provider, store, keys, entries } = bundle();
    await store.setSecret('there', 'old');
    provider.fail = () => down;
    await expect(store.setSecrets({ k: 1, l: 2 })).rejects.toBe(down);
    await expect(store.deleteSecret('there')).rejects.toBe(down);
    await expect(store.getSecret('there', z.string())).rejects.toBe(down);
    expect(await keys()).toEqual(['there']);
    expect(await entries()).toEqual([
      'ada set there ok',
      'ada set k PROVIDER_UNAVAILABLE',
      'ada set l PROVIDER_UNAVAILABLE',
      'ada delete there PROVIDER_UNAVAILABLE',
      'ada get there PROVIDER_UNAVAILABLE',
    ]);
  });

  it('are one transaction for readers: never one without the other', async () => {
    const { database, store } = bundle();
    const seen: [number, number][] = [];
    const done = new AbortController();
    const watch = async (): Promise<void> => {
      while (!done.signal.aborted) {
        const { rows } = await database.pool.query<{ secrets: number; entries: number }>(
          `SELECT (SELECT count(*)::int FROM secret_store WHERE key LIKE 'watched-%') AS secrets,
                  (SELECT count(*)::int FROM secret_audit_entries WHERE key LIKE 'watched-%') AS entries`,
        );
        seen.push([rows[0]!.secrets, rows[0]!.entries]);
      }
    };
    const watching = watch();
    for (let index = 0; index < 20; index += 1) await store.setSecret(`watched-${index}`, index);
    done.abort();
    await watching;
    expect(seen.length).toBeGreaterThan(1);
    for (const [secrets, entries] of seen) expect(entries).toBe(secrets);
  });
});

describe('many writers', () => {
  it('of the same keys leave one entry each, in a chain that holds', async () => {
    const { store, entries, audit } = bundle();
    const writes = Array.from({ length: 40 }, async (_, index) => {
      const writer = store.as(`user:${index}`);
      if (index % 4 === 0) return writer.setSecrets({ a: index, b: index, c: index });
      if (index % 4 === 1) return writer.setSecrets({ c: index, b: index, a: index });
      return index % 4 === 2 ? writer.setSecret('b', index) : writer.deleteSecret('a');
    });
    await Promise.all(writes);
    const lines = await entries();
    expect(lines).toHaveLength(20 * 3 + 20);
    expect(new Set(lines.map((line) => line.split(' ')[0]))).toHaveProperty('size', 40);
    expect((await audit.verify()).ok).toBe(true);
  });

  it('leave the value that the last entry tells of', async () => {
    const { store, entries } = bundle();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.as(`user:${index}`).setSecret('k', `user:${index}`)),
    );
    const last = (await entries()).at(-1)?.split(' ')[0];
    expect(await store.getSecret('k', z.string())).toBe(last);
  });

  it('with ifAbsent: one wins, and the entries say so', async () => {
    const { store, entries } = bundle();
    const written = await Promise.all(
      Array.from({ length: 10 }, (_, index) => store.setSecret('k', index, { ifAbsent: true })),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    const lines = await entries();
    expect(lines.filter((line) => line.endsWith('ok'))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith('exists'))).toHaveLength(9);
  });
});

describe('ChainedSecretProvider over database and memory meets the contract', () => {
  it.each(secretProviderConformance)('$name', async ({ run }) => {
    const providers = [bundle().provider, new MemorySecretProvider()];
    await expect(run(new ChainedSecretProvider({ providers, migrateOnRead: true }))).resolves.toBeUndefined();
  });
});

describe('the conformance suite', () => {
  class OutsideOfTransactions extends DatabaseSecretProvider {
    override async set(...[secrets, options]: Parameters<DatabaseSecretProvider['set']>): Promise<readonly string[]> {
      return super.set(secrets, { ifAbsent: options?.ifAbsent ?? false });
    }
  }

  class BlindInTransactions extends DatabaseSecretProvider {
    override async get(...[keys]: Parameters<DatabaseSecretProvider['get']>): Promise<ReadonlyMap<string, string>> {
      return super.get(keys);
    }
  }

  it.each([
    ['writes outside of transactions', OutsideOfTransactions, 'undoes a write with its transaction'],
    ['reads outside of transactions', BlindInTransactions, 'shows a transaction its own writes, and nobody else'],
  ])('catches a provider that %s', async (_, Provider, name) => {
    const { database, provider } = bundle();
    const cipher = new Keyring({ current: generateEncryptionKey() });
    const { run } = secretProviderConformance.find((each) => each.name === `${name}, when it has a database`)!;
    await expect(run(provider)).resolves.toBeUndefined();
    await expect(run(new Provider({ database, cipher }))).rejects.toThrow();
  });
});
