import { createHash } from 'node:crypto';
import { createDatabase } from '@kongflow/database';
import { Keyring, generateEncryptionKey } from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import { ApiAuthService } from '../src/index.ts';
import type { ApiAuthRepository } from '../src/index.ts';

/** A service over a repository that knows no key and remembers what it was asked. */
function setup() {
  const asked: [column: string, hash: string][] = [];
  const repository: ApiAuthRepository = {
    async getEnvironmentByApiKeyHash({ apiKeyHash }) {
      asked.push(['api_key_hash', Buffer.from(apiKeyHash).toString('hex')]);
      return null;
    },
    async getEnvironmentByPkApiKeyHash({ pkApiKeyHash }) {
      asked.push(['pk_api_key_hash', Buffer.from(pkApiKeyHash).toString('hex')]);
      return null;
    },
  };
  const auth = new ApiAuthService({
    database: createDatabase({ connectionString: 'postgres://localhost:1/none' }),
    keyring: new Keyring({ current: generateEncryptionKey() }),
    repository,
  });
  return { auth, asked };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('ApiAuthService', () => {
  it('looks up each type of key in its own column, by hash', async () => {
    const { auth, asked } = setup();
    await auth.authenticate('Bearer tr_dev_a');
    await auth.authenticate('Bearer pk_dev_b');
    await auth.authenticate('Bearer tr_dev_c', { allowPublicKey: true });
    await auth.authenticate('Bearer pk_dev_d', { allowPublicKey: true });
    expect(asked).toEqual([
      ['api_key_hash', sha256('tr_dev_a')],
      ['api_key_hash', sha256('pk_dev_b')],
      ['api_key_hash', sha256('tr_dev_c')],
      ['pk_api_key_hash', sha256('pk_dev_d')],
    ]);
  });

  it('asks nothing when there is no key', async () => {
    const { auth, asked } = setup();
    for (const header of [null, '', 'Bearer ', 'Basic abc']) expect(await auth.authenticate(header)).toBeNull();
    expect(asked).toEqual([]);
  });
});
