// The ways to read a secret that the benchmark compares.
import { createDecipheriv } from 'node:crypto';
import type { Database } from '@kongflow/database';
import type { Keyring } from '@kongflow/encryption';
import {
  CachedSecretProvider,
  DatabaseSecretProvider,
  PgSecretChangeChannel,
  SecretAuditLog,
  SecretStore,
} from '@kongflow/secret-store';
import { waitFor } from '@kongflow/testing';
import { z } from 'zod';

/** What every secret of the benchmark looks like. */
export const OAuthConfig = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  scopes: z.array(z.string()),
});

/** A way to read one secret. */
export interface Subject {
  readonly name: string;
  get(key: string): Promise<unknown>;
  stop?(): Promise<void>;
}

/** The key of the n-th secret: as many services as there are tenants. */
export function keyOf(n: number): string {
  return `tenants/${String(n % 1000).padStart(4, '0')}/oauth/service-${String(n).padStart(6, '0')}`;
}

/**
 * What somebody writes by hand for version-2 rows, as trigger.dev did: a named statement, node:crypto and zod.
 * @param key the 32 bytes that the rows are under
 */
export function byHand(database: Database, table: string, key: Buffer): Subject {
  const Row = z.object({ nonce: z.string(), ciphertext: z.string(), tag: z.string() });
  return {
    name: 'by hand: named statement, node:crypto, zod',
    async get(secret) {
      const { rows } = await database.query({
        name: 'by_hand',
        text: `SELECT value FROM ${table} WHERE key = $1`,
        values: [secret],
        rowMode: 'array',
      });
      const { nonce, ciphertext, tag } = Row.parse(rows[0]?.[0]);
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'hex'));
      decipher.setAuthTag(Buffer.from(tag, 'hex'));
      const text = decipher.update(ciphertext, 'hex', 'utf8') + decipher.final('utf8');
      return OAuthConfig.parse(JSON.parse(text));
    },
  };
}

/** The store as hosts put it together, with and without cache and audit log. */
export async function stores(database: Database, keyring: Keyring, secrets: number): Promise<Subject[]> {
  const plain = new DatabaseSecretProvider({ database, cipher: keyring });
  const cached = new CachedSecretProvider({
    provider: plain,
    channel: new PgSecretChangeChannel({ database }),
    ttlMs: 3_600_000,
    maxEntries: secrets,
    maxBytes: 2 ** 30, // room for all of them, so that reads are hits
  });
  cached.start();
  await waitFor(() => cached.stats().isCaching);
  const audit = new SecretAuditLog({ database });
  const subject = (name: string, store: SecretStore, stop?: () => Promise<void>): Subject => ({
    name,
    get: (key) => store.getSecretOrThrow(key, OAuthConfig),
    ...(stop === undefined ? {} : { stop }),
  });
  return [
    subject('store', new SecretStore({ provider: plain })),
    subject('store, cached', new SecretStore({ provider: cached }), () => cached.stop()),
    subject('store, reads audited', new SecretStore({ provider: plain, audit })),
    subject('store, cached, reads audited', new SecretStore({ provider: cached, audit })),
  ];
}
