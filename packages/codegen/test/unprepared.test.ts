import { batchmany, many } from '@kongflow/query-runtime';
import { startEmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { expect, it } from 'vitest';

it.each([
  [undefined, 1],
  [false, 0],
])('prepared: %s leaves %i statements on the server, alone and in batches', async (prepared, left) => {
  await using stack = new AsyncDisposableStack();
  const server = await startEmbeddedPostgres();
  stack.defer(async () => server.stop());
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  stack.defer(async () => client.end());
  const statement = { name: 'Twice', text: 'SELECT $1::int * 2', ...(prepared === undefined ? {} : { prepared }) };
  const first = (row: unknown[]): unknown => row[0];
  expect(await many(client, statement, [1], first)).toEqual([2]);
  expect(await batchmany(client, statement, [1, 2], (item) => [item], first)).toEqual([[2], [4]]);
  expect(await many(client, statement, [3], first)).toEqual([6]);
  const { rows } = await client.query('SELECT name FROM pg_prepared_statements');
  expect(rows).toHaveLength(left);
});
