import { createTestDatabase, waitFor } from '@kongflow/testing';
import { Client, type ClientConfig } from 'pg';
import { onTestFinished } from 'vitest';
import {
  PipelinedConnections,
  type PipelinedConnectionsOptions,
  type QueryConfig,
  type QueryRows,
} from '../../src/index.ts';

/** Pipelined connections on a database of the test's own, and a client beside them. */
export interface Setup {
  readonly url: string;
  readonly admin: Client;
  readonly pipelined: PipelinedConnections<Client>;
}

export async function setup(
  options: PipelinedConnectionsOptions<Client> = {},
  config: ClientConfig = {},
): Promise<Setup> {
  const { url } = await createTestDatabase({ empty: true });
  const admin = new Client({ connectionString: url });
  await admin.connect();
  onTestFinished(async () => admin.end());
  return {
    url,
    admin,
    pipelined: open(() => new Client({ connectionString: url, pipeline: true, ...config }), options),
  };
}

export function open(
  create: () => Client,
  options: PipelinedConnectionsOptions<Client> = {},
): PipelinedConnections<Client> {
  const pipelined = new PipelinedConnections(create, options);
  onTestFinished(async () => pipelined.end());
  return pipelined;
}

/** A statement as generated code hands it over. */
export function statement(text: string, values: unknown[] = [], name?: string): QueryConfig {
  return { text, values, rowMode: 'array', ...(name === undefined ? {} : { name }) };
}

/** Runs it for its only value. */
export async function valueOf(
  db: { query(config: QueryConfig): Promise<QueryRows> },
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<unknown> {
  return (await db.query(statement(text, values, name))).rows[0]?.[0];
}

/** A statement that does not end before `release` is called, and what tells that it runs. */
export async function obstacle({ admin }: Setup): Promise<{
  readonly text: string;
  waiting(count?: number): Promise<void>;
  release(): Promise<void>;
}> {
  await admin.query('SELECT pg_advisory_lock(1)');
  return {
    text: 'SELECT pg_advisory_xact_lock(1)',
    waiting: async (count = 1) => {
      await waitFor(
        async () => {
          // In a transaction the first look at the sessions is kept, and ours may not have been there then.
          await admin.query('SELECT pg_stat_clear_snapshot()');
          const { rows } = await admin.query<{ waiting: number }>(
            `SELECT count(*)::int AS waiting FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE NOT granted AND datname = current_database()`,
          );
          return rows[0]?.waiting === count;
        },
        { describe: 'the statement to wait for its lock' },
      );
    },
    release: async () => {
      await admin.query('SELECT pg_advisory_unlock(1)');
    },
  };
}

/** Ends all sessions of the test but the admin's. */
export async function terminate({ admin }: Setup): Promise<void> {
  await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
}

/** How many sessions there are beside the admin's. */
export async function sessions({ admin }: Setup): Promise<number> {
  const { rowCount } = await admin.query(
    'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  return rowCount ?? 0;
}

/** What each promise ended with: its value, or its error. */
export async function outcomes(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(promises)).map((result) =>
    result.status === 'fulfilled' ? result.value : result.reason,
  );
}
