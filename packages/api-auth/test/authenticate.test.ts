import { Keyring, generateEncryptionKey } from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import {
  getEnvironmentByApiKeyHashSQL,
  getEnvironmentByPkApiKeyHashSQL,
} from '../src/generated/environment_details.sql.ts';
import { ApiAuthService } from '../src/index.ts';
import { setup } from './setup.ts';

const bundle = setup();

describe('authenticate', () => {
  it('finds the environment of a private key, whole', async () => {
    const { auth, tenant } = bundle();
    const { environments } = await tenant();
    for (const environment of environments) {
      for (const allowPublicKey of [false, true]) {
        expect(await auth.authenticate(`Bearer ${environment.apiKey}`, { allowPublicKey })).toEqual({
          type: 'PRIVATE',
          environment,
        });
      }
    }
  });

  it('finds the environment of a public key where public keys are allowed, and only there', async () => {
    const { auth, tenant } = bundle();
    const environment = (await tenant()).production;
    const header = `Bearer ${environment.pkApiKey}`;
    expect(await auth.authenticate(header, { allowPublicKey: true })).toEqual({ type: 'PUBLIC', environment });
    expect(await auth.authenticate(header)).toBeNull();
  });

  it('finds nothing for anything else, and never throws', async () => {
    const { auth, tenant } = bundle();
    const { apiKey, pkApiKey } = (await tenant()).production;
    const headers = [
      null,
      '',
      apiKey,
      `bearer ${apiKey}`,
      `Bearer  ${apiKey}`,
      `Bearer ${apiKey} `,
      `Bearer ${apiKey.slice(0, -1)}`,
      `Bearer ${apiKey.toUpperCase()}`,
      `Bearer tr_${pkApiKey.slice(3)}`,
      `Bearer pk_${apiKey.slice(3)}`,
      'Bearer \0',
      'Bearer \uD800',
      `Bearer ${'x'.repeat(100_000)}`,
      `Bearer ' OR 1=1 --`,
    ];
    for (const header of headers) {
      for (const allowPublicKey of [false, true]) {
        expect(await auth.authenticate(header, { allowPublicKey })).toBeNull();
      }
    }
  });

  it('tells tenants apart', async () => {
    const { auth, tenant } = bundle();
    const [mine, theirs] = await Promise.all([tenant(), tenant()]);
    const found = await auth.authenticate(`Bearer ${mine.production.apiKey}`);
    expect(found?.environment.organizationId).toBe(mine.production.organizationId);
    expect(found?.environment.organizationId).not.toBe(theirs.production.organizationId);
  });

  it('refuses a key as soon as it was replaced, also while requests arrive', async () => {
    const { auth, tenancy, tenant } = bundle();
    const { production: before, userId } = await tenant();
    const header = `Bearer ${before.apiKey}`;
    const requests = Array.from({ length: 20 }, () => auth.authenticate(header));
    const after = await tenancy.regenerateKeys({ environmentId: before.id, userId });
    // One statement each: a request saw the environment before or after, never half of either.
    const seen = new Set((await Promise.all(requests)).flatMap((found) => found?.environment.apiKey ?? []));
    seen.add(before.apiKey);
    expect(seen).toEqual(new Set([before.apiKey]));
    expect(await auth.authenticate(header)).toBeNull();
    expect((await auth.authenticate(`Bearer ${after.apiKey}`))?.environment).toEqual(after);
  });

  it('says so when its keyring cannot decrypt, without the key', async () => {
    const { database, tenant } = bundle();
    const { apiKey } = (await tenant()).production;
    const stranger = new ApiAuthService({ database, keyring: new Keyring({ current: generateEncryptionKey() }) });
    const error: unknown = await stranger.authenticate(`Bearer ${apiKey}`).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UNKNOWN_KEY' });
    expect(String(error)).not.toContain(apiKey);
  });

  it.each([
    ['private', getEnvironmentByApiKeyHashSQL, 'runtime_environments_api_key_hash_key'],
    ['public', getEnvironmentByPkApiKeyHashSQL, 'runtime_environments_pk_api_key_hash_key'],
  ])('looks a %s key up by an index', async (_type, sql, index) => {
    const plan = await bundle().database.transaction(async (tx) => {
      await tx.query({ text: 'SET LOCAL enable_seqscan = off', values: [], rowMode: 'array' });
      const { rows } = await tx.query({ text: `EXPLAIN ${sql}`, values: [Buffer.alloc(32)], rowMode: 'array' });
      return rows.flat().join('\n');
    });
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });
});
