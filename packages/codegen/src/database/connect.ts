import { Client } from 'pg';
import { CodegenError } from '../errors.ts';

/** Outer joins are marked in the analysed tree from this version on. */
const OLDEST_SERVER = 160_000;

/**
 * Connects to a server.
 * @throws {CodegenError} `DATABASE`
 */
export async function connect(connectionString: string): Promise<Client> {
  try {
    const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
    // The query that a lost connection fails reports it; without a listener Node would end the process before.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (cause) {
    throw new CodegenError('DATABASE', `cannot connect to PostgreSQL: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Makes sure that the server's trees say what the analysis needs.
 * @throws {CodegenError} `SERVER_TOO_OLD`
 */
export async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
  );
  const [server] = rows;
  if (server !== undefined && server.number >= OLDEST_SERVER) return;
  throw new CodegenError(
    'SERVER_TOO_OLD',
    `codegen needs PostgreSQL 16 or newer, and the server is ${server?.version ?? 'unknown'}: older ones do not mark outer joins. Leave --database-url away to use the embedded server.`,
  );
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
