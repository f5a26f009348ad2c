import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDatabase } from '@kongflow/database';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { describe, expect, it } from 'vitest';
import { AwsParameterStoreProvider } from '../src/providers/aws-parameter-store/index.ts';
import { DatabaseSecretProvider } from '../src/index.ts';
import { openSecretProvider, SECRET_PROVIDER_NAMES } from '../src/providers/open-provider.ts';
import { loadOptional } from '../src/providers/load-optional.ts';
import { VaultProvider } from '../src/providers/vault/index.ts';

const database = createDatabase({ connectionString: 'postgres://nobody@localhost:1/nothing' });
const options = {
  DATABASE: { database, cipher: new Keyring({ current: generateEncryptionKey() }) },
  AWS_PARAM_STORE: { clientConfig: { region: 'eu-central-1' } },
  VAULT: { address: 'http://127.0.0.1:1', auth: { token: 'token' } },
};

describe('openSecretProvider', () => {
  it.each([
    ['DATABASE', DatabaseSecretProvider, 'database'],
    ['AWS_PARAM_STORE', AwsParameterStoreProvider, 'aws-parameter-store'],
    ['VAULT', VaultProvider, 'vault'],
  ])('makes the provider %s', async (name, Provider, providerName) => {
    const provider = await openSecretProvider(name, options);
    expect(provider).toBeInstanceOf(Provider);
    expect(provider.name).toBe(providerName);
    await provider.close?.();
  });

  it('knows every name it lists', async () => {
    for (const name of SECRET_PROVIDER_NAMES) {
      const provider = await openSecretProvider(name, options);
      await provider.close?.();
    }
    expect(SECRET_PROVIDER_NAMES).toEqual(Object.keys(options));
  });

  it.each(['ETCD', '', 'database', 'toString'])('refuses the name "%s", and says which there are', async (name) => {
    await expect(openSecretProvider(name, options)).rejects.toMatchObject({
      name: 'SecretStoreError',
      code: 'UNSUPPORTED_PROVIDER',
      message: `Unsupported secret store option ${name}; there are DATABASE, AWS_PARAM_STORE, VAULT.`,
    });
  });

  it.each(['DATABASE', 'VAULT'])('asks for the options of %s', async (name) => {
    await expect(openSecretProvider(name, {})).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: `Provider ${name} needs options: pass { ${name}: { … } }.`,
    });
  });

  it('takes AWS as it finds it without options', async () => {
    await expect(openSecretProvider('AWS_PARAM_STORE', {})).resolves.toBeInstanceOf(AwsParameterStoreProvider);
  });

  it('refuses options that are wrong', async () => {
    const wrong = { VAULT: { ...options.VAULT, address: 'not a URL' } };
    await expect(openSecretProvider('VAULT', wrong)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('loadOptional', () => {
  /** A module that Node itself loads. */
  async function moduleWith(source: string): Promise<() => Promise<unknown>> {
    const file = join(await mkdtemp(join(tmpdir(), 'kongflow-optional-')), 'module.mjs');
    await writeFile(file, source);
    const url = pathToFileURL(file).href;
    return async () => import(/* @vite-ignore */ url);
  }

  it('gives the module', async () => {
    const importModule = await moduleWith('export const answer = 42;');
    expect(await loadOptional('kongflow-optional', importModule)).toMatchObject({ answer: 42 });
  });

  it('says which package to install', async () => {
    const importModule = await moduleWith("import 'kongflow-optional';");
    await expect(loadOptional('kongflow-optional', importModule)).rejects.toMatchObject({
      code: 'UNSUPPORTED_PROVIDER',
      message:
        'The provider needs the package kongflow-optional, which is not installed: npm install kongflow-optional',
    });
  });

  it.each([
    ['another package that is missing', "import 'kongflow-other';", 'kongflow-other'],
    ['a module that throws', "throw new Error('on its own');", 'on its own'],
  ])('does not put %s down to it', async (_, source, message) => {
    const importModule = await moduleWith(source);
    const loading = loadOptional('kongflow-optional', importModule);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.not.toMatchObject({ code: 'UNSUPPORTED_PROVIDER' });
  });
});
