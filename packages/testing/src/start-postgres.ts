import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { TestingError } from './errors.ts';
import { describeServer } from './describe-server.ts';

/** Which servers to try, and how to start them. */
export interface StartPostgresOptions {
  /** Server settings for a server that we start, such as `{ max_connections: 200 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Where `TEST_DATABASE_URL` and `DOCKER_HOST` are looked up. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Image for the Docker server. Default `postgres:17-alpine`. */
  readonly image?: string;
  /** Called once with a line that names the server taken and says why the others were not. Default: silent. */
  readonly log?: (line: string) => void;
}

/** A server for tests. */
export interface TestPostgres {
  readonly kind: 'url' | 'docker' | 'embedded';
  /** The server taken, and why the others were not. */
  readonly description: string;
  /** A connection string that may create databases; with a name, the one of that database. */
  url(database?: string): string;
  /** Ends a server that was started here; leaves one of `TEST_DATABASE_URL` alone. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The connection string for another database of the same server. */
export function withDatabase(url: string, database: string | undefined): string {
  if (database === undefined) return url;
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

interface Candidate {
  readonly kind: TestPostgres['kind'];
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function choose(options: StartPostgresOptions, refused: string[]): Promise<Candidate> {
  const env = options.env ?? process.env;
  const given = env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { kind: 'url', url: given, stop: async () => undefined };
  refused.push('TEST_DATABASE_URL is not set');

  // Not loaded before: with Node's client of HTTP comes all of its fetch.
  const { tryDocker } = await import('./docker-postgres.ts');
  const docker = await tryDocker({
    image: options.image ?? 'postgres:17-alpine',
    env,
    settings: options.settings ?? {},
  });
  if (docker.server !== null) return { kind: 'docker', ...docker.server };
  refused.push(`Docker: ${docker.reason}`);

  try {
    const server = await startEmbeddedPostgres(options.settings === undefined ? {} : { settings: options.settings });
    return { kind: 'embedded', url: server.url(), stop: async () => server.stop() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TestingError('NO_POSTGRES', `No PostgreSQL for the tests. ${refused.join('. ')}. Embedded: ${why}`, {
      cause,
    });
  }
}

/**
 * Finds a PostgreSQL for tests: `TEST_DATABASE_URL`, else a container if Docker answers and testcontainers is
 * installed, else the embedded server.
 *
 * @throws {TestingError} `NO_POSTGRES` with every reason, when none of them works.
 * @example
 * await using server = await startPostgres({ log: console.log });
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<TestPostgres> {
  const refused: string[] = [];
  const { kind, url, stop } = await choose(options, refused);
  try {
    const description = await describeServer(kind, url, refused);
    options.log?.(description);
    return { kind, description, url: (database) => withDatabase(url, database), stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
