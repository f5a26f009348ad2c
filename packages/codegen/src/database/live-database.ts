import { CodegenError } from '../errors.ts';
import { connect, refuseOldServer } from './connect.ts';
import type { ScratchDatabase } from './scratch-database.ts';

/**
 * Opens the user's own database to look at its schema. Sessions are read-only by default; the one thing that is not,
 * the temporary functions whose trees are read, happens in transactions that are rolled back.
 * @throws {CodegenError} `DATABASE` or `SERVER_TOO_OLD`.
 */
export async function openLiveDatabase(url: string | undefined): Promise<ScratchDatabase> {
  if (url === undefined)
    throw new CodegenError(
      'DATABASE',
      '"schema" is a database: name it with --database-url or KONGFLOW_CODEGEN_DATABASE_URL',
    );
  const client = await connect(url);
  try {
    await refuseOldServer(client);
    const { rows } = await client.query<{ standby: boolean; temporary: boolean }>(
      "SELECT pg_is_in_recovery() AS standby, has_database_privilege(current_database(), 'TEMP') AS temporary",
    );
    if (rows[0]?.standby === true)
      throw new CodegenError(
        'DATABASE',
        'the database is a standby, on which no statement can be analysed: name its primary',
      );
    if (rows[0]?.temporary !== true)
      throw new CodegenError(
        'DATABASE',
        'the role may not make temporary functions, which are rolled back: GRANT TEMPORARY ON DATABASE to it',
      );
    await client.query('SET default_transaction_read_only = on');
    return { url, client, close: async () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}
