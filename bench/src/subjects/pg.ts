// Hand-written: node-postgres and nothing else, with prepared statements or, as most code has it, without.
import { Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { CONNECTIONS, type Book, type Subject } from '../subject.ts';
import { addViews, bulk, insert, list, point, upsert, type Statement } from './statements.ts';

export function openNamed(url: string): Subject {
  return open(url, true);
}

export function openUnnamed(url: string): Subject {
  return open(url, false);
}

function open(connectionString: string, named: boolean): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  const run = <Row extends QueryResultRow>(
    db: Pool | PoolClient,
    { name, text }: Statement,
    values: unknown[],
  ): Promise<QueryResult<Row>> => db.query<Row>(named ? { name, text, values } : { text, values });
  return {
    point: async (id) => (await run<Book & QueryResultRow>(pool, point, [id])).rows[0],
    list: async (author) => (await run<Book & QueryResultRow>(pool, list, [author])).rows,
    insert: async ({ book, customer, quantity, note }) =>
      (await run<{ id: number; created: Date }>(pool, insert, [book, customer, quantity, note])).rows[0],
    upsert: async ({ book, seen, count }) =>
      (await run<{ book: number; count: number }>(pool, upsert, [book, seen, count])).rows[0],
    bulk: async (orders) =>
      (
        await run(pool, bulk, [
          orders.map(({ book }) => book),
          orders.map(({ customer }) => customer),
          orders.map(({ quantity }) => quantity),
          orders.map(({ note }) => note),
        ])
      ).rowCount,
    transaction: async ({ book, customer, quantity, note }) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await run(client, insert, [book, customer, quantity, note]);
        await run(client, addViews, [quantity, book]);
        const { rows } = await run<Book & QueryResultRow>(client, point, [book]);
        await client.query('COMMIT');
        return rows[0];
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}
