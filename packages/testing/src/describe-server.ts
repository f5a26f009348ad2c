import { TestingError } from './errors.ts';
import { withClient } from './with-client.ts';

const names = { url: 'the server of TEST_DATABASE_URL', docker: 'a Docker container', embedded: 'the embedded server' };

/** One line for the log: the server, its version, and why the ones preferred to it were not taken. */
export async function describeServer(
  kind: keyof typeof names,
  url: string,
  refused: readonly string[],
): Promise<string> {
  const version = await serverVersion(kind, url);
  const why = refused.length === 0 ? '' : ` (${refused.join('; ')})`;
  return `PostgreSQL ${version}: ${names[kind]}${why}`;
}

async function serverVersion(kind: keyof typeof names, url: string): Promise<string> {
  try {
    return await withClient(url, async (client) => {
      const result = await client.query<{ server_version: string }>('SHOW server_version');
      return result.rows[0]?.server_version ?? 'of unknown version';
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    // The connection string holds a password: it stays out of the message.
    throw new TestingError('NO_POSTGRES', `Cannot connect to ${names[kind]}: ${why}`, { cause });
  }
}
