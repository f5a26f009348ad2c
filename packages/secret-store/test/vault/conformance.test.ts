import { afterAll, beforeAll, describe, it } from 'vitest';
import { secretProviderConformance } from '../../src/conformance/index.ts';
import { VaultProvider } from '../../src/providers/vault/index.ts';
import { VaultServer } from '../support/vault-server.ts';

let vault: VaultServer;

beforeAll(async () => {
  vault = await VaultServer.start();
  for (let n = 0; n < 20; n += 1) vault.kv.put(`other/${n}`, { n });
});

afterAll(async () => {
  await vault[Symbol.asyncDispose]();
});

const ways = {
  'a token': () => ({ token: vault.tokens.create({ ttl: 0, renewable: false }) }),
  'an AppRole': () => vault.tokens.createRole({ ttl: 60 }),
};

describe.each(['a token', 'an AppRole'] as const)(
  'VaultProvider with %s meets the contract of providers: it',
  (way) => {
    let provider: VaultProvider;

    beforeAll(() => {
      provider = new VaultProvider({ address: vault.url, auth: ways[way](), clock: vault.clock });
    });

    afterAll(() => provider.close());

    // eslint-disable-next-line vitest/expect-expect -- the cases assert by themselves
    it.each(secretProviderConformance)('$name', ({ run }) => run(provider));
  },
);
