import { randomBytes } from 'node:crypto';
import { startPostgres, type StartPostgresOptions } from './start-postgres.ts';
import { serverVariable, strategyVariable, templateVariable } from './test-database.ts';
import { withClient } from './with-client.ts';

/** What a test run needs besides a server. */
export interface TestRunOptions extends StartPostgresOptions {
  /** Fills the template, given its connection string; must leave no connection open. */
  readonly prepare: (url: string) => Promise<void>;
}

/** One server and one filled template for a whole test run. */
export interface TestRun {
  readonly description: string;
  readonly url: string;
  readonly template: string;
  /** Drops what the run made on a server of `TEST_DATABASE_URL`, or ends the server that it started. */
  stop(): Promise<void>;
}

/**
 * Starts the server of a test run, fills a template database, and tells this process and the ones it will start where
 * both are, through environment variables: `createTestDatabase()` finds them in any test runner.
 *
 * @throws {TestingError} `NO_POSTGRES`; and whatever `prepare` throws.
 */
export async function startTestRun({ prepare, ...options }: TestRunOptions): Promise<TestRun> {
  const server = await startPostgres({ settings: { max_connections: 200 }, ...options });
  // A server of TEST_DATABASE_URL may see several runs at once, from several machines.
  const template = `kongflow_test_${process.pid}_${randomBytes(3).toString('hex')}`;
  const url = server.url();
  const stop = async (): Promise<void> => {
    // Not on the embedded server: its directory goes as a whole, and dropping databases slows creating them (ext4).
    if (server.kind === 'url') await dropDatabases(url, template);
    await server.stop();
  };
  try {
    await withClient(url, async (client) => client.query(`CREATE DATABASE ${template}`));
    await prepare(server.url(template));
    // Without connections, or a forgotten one would make every clone fail.
    await withClient(url, async (client) =>
      client.query(`ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[serverVariable] = url;
  process.env[templateVariable] = template;
  process.env[strategyVariable] = server.kind === 'url' ? 'wal_log' : 'file_copy';
  return { description: server.description, url, template, stop };
}

async function dropDatabases(url: string, template: string): Promise<void> {
  await withClient(url, async (client) => {
    const found = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE datname = $1 OR starts_with(datname, $1 || $2)',
      [template, '_'],
    );
    for (const { datname } of found.rows) {
      const name = client.escapeIdentifier(datname);
      await client.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE false`);
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
}
