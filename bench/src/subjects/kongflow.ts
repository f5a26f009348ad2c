// The code that kongflow-codegen makes of queries/shop.sql, on a plain pool of pg, and with single statements over
// connections that they share.
import { PipelinedConnections, type Queryable } from '@kongflow/query-runtime';
import { Client, Pool } from 'pg';
import { Queries } from '../../generated/kongflow/querier.ts';
import { CONNECTIONS, type Subject } from '../subject.ts';

export function open(connectionString: string): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  return toSubject(pool, pool, () => pool.end());
}

export function openPipelined(connectionString: string): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  const pipelined = new PipelinedConnections(() => new Client({ connectionString, pipeline: true }));
  return toSubject(pipelined, pool, () => Promise.all([pipelined.end(), pool.end()]));
}

function toSubject(db: Queryable, pool: Pool, close: () => Promise<unknown>): Subject {
  const queries = new Queries(db);
  return {
    point: (id) => queries.getBook({ id }),
    list: (author) => queries.listBooks({ author }),
    insert: (order) => queries.createOrder(order),
    upsert: (view) => queries.setViews(view),
    bulk: (orders) =>
      queries.createOrders({
        books: orders.map(({ book }) => book),
        customers: orders.map(({ customer }) => customer),
        quantities: orders.map(({ quantity }) => quantity),
        notes: orders.map(({ note }) => note),
      }),
    transaction: async (order) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const tx = queries.withTx(client);
        await tx.createOrder(order);
        await tx.addViews({ book: order.book, count: order.quantity });
        const book = await tx.getBook({ id: order.book });
        await client.query('COMMIT');
        return book;
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
