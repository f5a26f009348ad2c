import { randomBytes } from 'node:crypto';
import { TestingError } from './errors.ts';
import { withDatabase } from './start-postgres.ts';
import { withClient } from './with-client.ts';

/** Names the server of the run, as `startTestRun` leaves it to the processes of the run. */
export const serverVariable = 'KONGFLOW_TEST_SERVER_URL';
/** Names the template database of the run. */
export const templateVariable = 'KONGFLOW_TEST_TEMPLATE';

/**
 * How to clone: copying files is the faster (12 against 37 ms), but has the server write out everything first, which is
 * only cheap where durability is off.
 */
export const strategyVariable = 'KONGFLOW_TEST_CLONE_STRATEGY';

/** Where the new database comes from. */
export interface TestDatabaseOptions {
  /** Take an empty database instead of a clone of the run's template. Default false. */
  readonly empty?: boolean;
}

/** A database of the caller's own. */
export interface TestDatabase {
  readonly url: string;
  readonly name: string;
}

/**
 * Clones the run's migrated template: a database for one test file, or for one test, in some tens of milliseconds.
 *
 * It needs no dropping: it goes when the run ends.
 *
 * @throws {TestingError} `NO_TEMPLATE` outside of a run that `startTestRun` prepared.
 * @example
 * const { url } = await createTestDatabase();
 * const database = createDatabase({ connectionString: url });
 */
export async function createTestDatabase({ empty = false }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = process.env[serverVariable];
  const template = process.env[templateVariable];
  if (server === undefined || template === undefined) {
    throw new TestingError(
      'NO_TEMPLATE',
      'No test run is under way: call startTestRun() in the global set-up of the test runner (here vitest.global-setup.ts), and run the tests from the root.',
    );
  }
  const strategy = process.env[strategyVariable] === 'file_copy' ? 'file_copy' : 'wal_log';
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  await withClient(server, async (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : template} STRATEGY ${strategy}`),
  );
  return { name, url: withDatabase(server, name) };
}
