import type { Database } from '@kongflow/database';
import { DatabaseSecretProvider, type SecretProvider } from '@kongflow/secret-store';
import { CliError } from '../errors.ts';
import { missingDatabaseUrl } from '../open-database.ts';
import type { Settings } from '../settings.ts';
import { createKeyring } from './create-keyring.ts';

/**
 * The provider that the settings name.
 * @param database null without DATABASE_URL, which the providers of others do not need.
 * @throws {CliError} `INVALID_CONFIG`
 */
export async function openProvider(settings: Settings, database: Database | null): Promise<SecretProvider> {
  const { store } = settings;
  if (store.kind === 'DATABASE') {
    if (database === null) throw missingDatabaseUrl();
    return new DatabaseSecretProvider({ database, cipher: createKeyring(settings), writeVersion: store.writeVersion });
  }
  // Loaded on demand: the SDK of AWS is large, and need not be installed.
  if (store.kind === 'AWS_PARAM_STORE') {
    const { AwsParameterStoreProvider } = await import('@kongflow/secret-store/aws-parameter-store').catch(explain);
    return new AwsParameterStoreProvider({ path: store.path });
  }
  const { VaultProvider } = await import('@kongflow/secret-store/vault');
  const { address, namespace, login, mount, path } = store;
  return new VaultProvider({ address, namespace, auth: login, mount, path });
}

function explain(cause: unknown): never {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
  throw new CliError(
    'INVALID_CONFIG',
    'SECRET_STORE=AWS_PARAM_STORE needs the package @aws-sdk/client-ssm: install it beside @kongflow/cli.',
    { cause },
  );
}
