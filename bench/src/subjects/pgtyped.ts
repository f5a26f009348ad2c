// Stock pgtyped: the same queries/shop.sql through its own compiler and runtime.
import { Pool } from 'pg';
import { addViews, createOrder, createOrders, getBook, listBooks, setViews } from '../../generated/pgtyped/shop.sql.ts';
import { CONNECTIONS, type Subject } from '../subject.ts';

export function open(connectionString: string): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  return {
    point: async (id) => (await getBook.run({ id }, pool))[0],
    list: (author) => listBooks.run({ author }, pool),
    insert: async (order) => (await createOrder.run(order, pool))[0],
    upsert: async (view) => (await setViews.run(view, pool))[0],
    bulk: (orders) =>
      createOrders.run(
        {
          books: orders.map(({ book }) => book),
          customers: orders.map(({ customer }) => customer),
          quantities: orders.map(({ quantity }) => quantity),
          // Its types know no array with nulls in it.
          notes: orders.map(({ note }) => note ?? ''),
        },
        pool,
      ),
    transaction: async (order) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await createOrder.run(order, client);
        await addViews.run({ book: order.book, count: order.quantity }, client);
        const [book] = await getBook.run({ id: order.book }, client);
        await client.query('COMMIT');
        return book;
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
