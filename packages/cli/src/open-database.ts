import { createDatabase, type Database } from '@kongflow/database';
import { CliError } from './errors.ts';
import type { Settings } from './settings.ts';

/** One for the work, one for the entries of the audit log beside it, and some to spare. */
const CONNECTIONS = 4;

/** The database of the settings; no connection is made yet. @throws {CliError} `INVALID_CONFIG` when there is none */
export function openDatabase({ databaseUrl }: Settings): Database {
  if (databaseUrl === undefined) throw missingDatabaseUrl();
  return createDatabase({ connectionString: databaseUrl, max: CONNECTIONS, applicationName: 'kongflow-cli' });
}

/** Says that a command cannot do without a database. */
export function missingDatabaseUrl(): CliError {
  return new CliError('INVALID_CONFIG', 'DATABASE_URL must be set, to a URL such as postgres://user@host:5432/name.');
}
