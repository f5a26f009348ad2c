// Hand-written: node-postgres and nothing else, with prepared statements or, as most code has it, without; and with single
// statements over two connections that do not wait for one answer before the next question.
import { type Client, Pool, type QueryResult, type QueryResultRow } from 'pg';
import { CONNECTIONS, type Book, type Subject } from '../subject.ts';
import { openPipeline } from './pipeline.ts';
import { addViews, bulk, insert, list, point, upsert, type Statement } from './statements.ts';

export function openNamed(url: string): Subject {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  return toSubject(
    () => pool,
    pool,
    true,
    () => pool.end(),
  );
}

export function openUnnamed(url: string): Subject {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  return toSubject(
    () => pool,
    pool,
    false,
    () => pool.end(),
  );
}

export async function openPipelined(url: string): Promise<Subject> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  const pipeline = await openPipeline(url);
  return toSubject(
    () => pipeline.next(),
    pool,
    true,
    () => Promise.all([pipeline.close(), pool.end()]),
  );
}

function toSubject(single: () => Pool | Client, pool: Pool, named: boolean, close: () => Promise<unknown>): Subject {
  const run = <Row extends QueryResultRow>(
    db: Pool | Client,
    { name, text }: Statement,
    values: unknown[],
  ): Promise<QueryResult<Row>> => db.query<Row>(named ? { name, text, values } : { text, values });
  return {
    point: async (id) => (await run<Book & QueryResultRow>(single(), point, [id])).rows[0],
    list: async (author) => (await run<Book & QueryResultRow>(single(), list, [author])).rows,
    insert: async ({ book, customer, quantity, note }) =>
      (await run<{ id: number; created: Date }>(single(), insert, [book, customer, quantity, note])).rows[0],
    upsert: async ({ book, seen, count }) =>
      (await run<{ book: number; count: number }>(single(), upsert, [book, seen, count])).rows[0],
    bulk: async (orders) =>
      (
        await run(single(), bulk, [
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
    close,
  };
}
