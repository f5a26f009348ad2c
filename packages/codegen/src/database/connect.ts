import { Client } from 'pg';
import { CodegenError } from '../errors.ts';

/** Outer joins are marked in the analysed tree from this version on. */
const OLDEST_SERVER = 160_000;

/**
 * Connects to a server.
 * @throws {CodegenError} `DATABASE`
 */
export async function connect(connectionString: string): Promise<Client> {
  const client = clientOf(connectionString);
  // The query that a lost connection fails reports it; without a listener Node would end the process before.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const { host, port } = client;
    const place = host.startsWith('/') ? host : `${host}:${port}`;
    throw new CodegenError('DATABASE', `cannot connect to PostgreSQL at ${place}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * A client of what a URL names, not yet connected.
 * @throws {CodegenError} `DATABASE`, without what was written: there is a password in it.
 */
export function clientOf(connectionString: string): Client {
  try {
    if (/^postgres(?:ql)?:\/\//.test(connectionString))
      return new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  } catch {
    // What cannot be parsed, and what is something else, is written in the same way.
  }
  throw new CodegenError(
    'DATABASE',
    'the database URL cannot be read: write postgres://user:password@host:5432/database, and in the password %40 for "@", %2F for "/", %23 for "#"',
  );
}

/** The URL of another database of the same server. */
export function urlOfDatabase(serverUrl: string, name: string): string {
  return serverUrl.replace(/^([^:]+:\/\/[^/?]*)[^?]*/, `$1/${encodeURIComponent(name)}`);
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
