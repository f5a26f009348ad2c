import type { Database } from '@kongflow/database';
import { type SecretProvider, SecretStoreError } from '@kongflow/secret-store';
import { openSecretProvider } from '@kongflow/secret-store/open-provider';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { missingDatabaseUrl } from '../open-database.ts';
import type { Settings } from '../settings.ts';
import { createKeyring } from './create-keyring.ts';

/** The variables that the options of providers come from. */
const variables = {
  DATABASE: {},
  AWS_PARAM_STORE: { path: 'KONGFLOW_PARAMETER_STORE_PATH' },
  VAULT: {
    address: 'VAULT_ADDR',
    auth: 'VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID,',
    mount: 'KONGFLOW_VAULT_MOUNT',
    namespace: 'VAULT_NAMESPACE',
    path: 'KONGFLOW_VAULT_PATH',
  },
} satisfies Record<Settings['store']['kind'], Readonly<Record<string, string>>>;

/**
 * The provider that the settings name.
 * @param database null without DATABASE_URL, which the providers of others do not need.
 * @throws {CliError} `INVALID_CONFIG` naming the variable that is wrong
 */
export async function openProvider(settings: Settings, database: Database | null): Promise<SecretProvider> {
  const { kind } = settings.store;
  try {
    return await openSecretProvider(kind, optionsOf(settings, database));
  } catch (error) {
    if (!(error instanceof SecretStoreError && error.cause instanceof z.ZodError)) throw error;
    const names = new Map(Object.entries(variables[kind]));
    const problems = error.cause.issues.map(
      ({ path: [field = ''], message }) => `${names.get(String(field)) ?? String(field)} ${message}.`,
    );
    throw new CliError('INVALID_CONFIG', problems.join('\n'), { cause: error });
  }
}

function optionsOf(settings: Settings, database: Database | null): Parameters<typeof openSecretProvider>[1] {
  const { store } = settings;
  if (store.kind === 'AWS_PARAM_STORE') return { AWS_PARAM_STORE: { path: store.path } };
  if (store.kind === 'VAULT') {
    const { address, namespace, login, mount, path } = store;
    return { VAULT: { address, namespace, auth: login, mount, path } };
  }
  if (database === null) throw missingDatabaseUrl();
  return { DATABASE: { database, cipher: createKeyring(settings), writeVersion: store.writeVersion } };
}
