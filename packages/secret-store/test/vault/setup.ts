import { inspect } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { SecretStoreError, type SecretStoreErrorCode } from '../../src/errors.ts';
import { VaultProvider, type VaultProviderOptions } from '../../src/providers/vault/index.ts';
import type { TokenTerms } from '../support/vault-tokens.ts';
import { VaultServer } from '../support/vault-server.ts';

/** What must be in no error. */
export const hush = 'hush-hush-7f3a';

/** A Vault of the test's own, gone when the test is over. */
export async function startVault(): Promise<VaultServer> {
  const vault = await VaultServer.start();
  onTestFinished(() => vault[Symbol.asyncDispose]());
  return vault;
}

/** A provider with a token that never expires, unless the options say otherwise. */
export function connect(vault: VaultServer, options: Partial<VaultProviderOptions> = {}): VaultProvider {
  const provider = new VaultProvider({
    address: vault.url,
    clock: vault.clock,
    ...options,
    auth: options.auth ?? { token: vault.tokens.create({ ttl: 0, renewable: false }) },
  });
  onTestFinished(() => provider.close());
  return provider;
}

/** A provider that logs in by AppRole, and its credentials. */
export function connectByRole(vault: VaultServer, terms: TokenTerms, options: Partial<VaultProviderOptions> = {}) {
  const role = vault.tokens.createRole(terms);
  return { ...role, provider: connect(vault, { auth: role, ...options }) };
}

/** Stores JSON values by key. */
export function put(
  provider: VaultProvider,
  values: Record<string, unknown>,
  ifAbsent = false,
): Promise<readonly string[]> {
  const secrets = Object.entries(values).map(([key, value]) => ({ key, text: JSON.stringify(value) }));
  return provider.set(secrets, { ifAbsent });
}

/** The JSON value of a key. */
export async function read(provider: VaultProvider, key: string): Promise<unknown> {
  const text = (await provider.get([key])).get(key);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The error that a call ends with; checks its code, and that neither credentials nor values are in it. */
export async function expectFailure(
  call: Promise<unknown>,
  code: SecretStoreErrorCode,
  ...kept: readonly string[]
): Promise<SecretStoreError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SecretStoreError);
  const shown = inspect(error, { depth: 10, showHidden: true });
  for (const secret of [hush, ...kept]) expect(shown).not.toContain(secret);
  expect(shown).not.toMatch(/hvs\./);
  const failed = error as SecretStoreError;
  expect(failed.code, failed.message).toBe(code);
  return failed;
}
