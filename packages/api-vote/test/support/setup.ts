import { randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll } from 'vitest';
import { ApiVoteService } from '../../src/index.ts';
import { FakeRepository } from './fake-repository.ts';

/** The service over an array, with a user. */
export function setupFake() {
  const repository = new FakeRepository();
  const userId = randomUUID();
  repository.users.add(userId);
  return { repository, userId, votes: new ApiVoteService({ repository }) };
}

/** The service on PostgreSQL. */
export interface Setup {
  readonly database: Database;
  readonly votes: ApiVoteService;
  /** A new user's id. */
  readonly user: () => Promise<string>;
  /** Whether a statement waits for another transaction. */
  readonly isWaiting: () => Promise<boolean>;
}

/** One database for the test file; each test has its own users and identifiers. */
export function setupDatabase(): () => Setup {
  let current: Setup | undefined;

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    const database = createDatabase({ connectionString: url, max: 25 });
    const user = async (): Promise<string> => {
      const id = randomUUID();
      await database.pool.query('INSERT INTO users (id, email) VALUES ($1, $2)', [id, `${id}@example.com`]);
      return id;
    };
    const isWaiting = async (): Promise<boolean> => {
      const { rowCount } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rowCount !== 0;
    };
    current = { database, votes: new ApiVoteService({ database }), user, isWaiting };
  });

  afterAll(async () => {
    await current?.database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}
