import { SecretStoreError } from '../errors.ts';
import type { AwsParameterStoreProviderOptions } from './aws-parameter-store/index.ts';
import { DatabaseSecretProvider, type DatabaseSecretProviderOptions } from './database/database-secret-provider.ts';
import { loadOptional } from './load-optional.ts';
import type { SecretProvider } from './provider.ts';
import type { VaultProviderOptions } from './vault/index.ts';

/** Names of providers, as the environment variable `SECRET_STORE` has them. */
export const SECRET_PROVIDER_NAMES = ['DATABASE', 'AWS_PARAM_STORE', 'VAULT'] as const;

/** A name of a provider. */
export type SecretProviderName = (typeof SECRET_PROVIDER_NAMES)[number];

/** What each provider is made with; only that of the provider to open is needed. */
export interface OpenSecretProviderOptions {
  readonly DATABASE?: DatabaseSecretProviderOptions | undefined;
  /** Default: the region and the credentials of the environment. */
  readonly AWS_PARAM_STORE?: AwsParameterStoreProviderOptions | undefined;
  readonly VAULT?: VaultProviderOptions | undefined;
}

/**
 * Makes the provider that a deployment has chosen by name. What only one of them needs is loaded with it.
 *
 * @param name `DATABASE`, `AWS_PARAM_STORE` or `VAULT`.
 * @throws {SecretStoreError} `UNSUPPORTED_PROVIDER` when there is no such provider, or when the package it needs is not
 * installed; `INVALID_INPUT` when its options are missing or wrong
 * @example
 * const provider = await openSecretProvider(process.env.SECRET_STORE ?? 'DATABASE', {
 *   DATABASE: { database, cipher: keyring },
 *   VAULT: { address: 'https://vault.example.com:8200', auth: { roleId, secretId } },
 * });
 */
export async function openSecretProvider(name: string, options: OpenSecretProviderOptions): Promise<SecretProvider> {
  switch (name) {
    case 'DATABASE':
      return new DatabaseSecretProvider(given(name, options.DATABASE));
    case 'AWS_PARAM_STORE':
      return openParameterStore(options.AWS_PARAM_STORE ?? {});
    case 'VAULT':
      return openVault(given(name, options.VAULT));
    default: {
      const message = `Unsupported secret store option ${name}; there are ${SECRET_PROVIDER_NAMES.join(', ')}.`;
      throw new SecretStoreError('UNSUPPORTED_PROVIDER', message);
    }
  }
}

async function openParameterStore(options: AwsParameterStoreProviderOptions): Promise<SecretProvider> {
  const { AwsParameterStoreProvider } = await loadOptional(
    '@aws-sdk/client-ssm',
    async () => import('./aws-parameter-store/index.ts'),
  );
  return new AwsParameterStoreProvider(options);
}

async function openVault(options: VaultProviderOptions): Promise<SecretProvider> {
  const { VaultProvider } = await import('./vault/index.ts');
  return new VaultProvider(options);
}

function given<Options>(name: SecretProviderName, options: Options | undefined): Options {
  if (options !== undefined) return options;
  throw new SecretStoreError('INVALID_INPUT', `Provider ${name} needs options: pass { ${name}: { … } }.`);
}
