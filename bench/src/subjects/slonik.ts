import { createPool, sql, type CommonQueryMethods } from 'slonik';
import { z } from 'zod';
import { CONNECTIONS, type NewOrder, type Subject } from '../subject.ts';

// Without a result parser interceptor, slonik takes the types from these and checks nothing: its faster way.
const Book = z.object({
  id: z.number(),
  author: z.number(),
  title: z.string(),
  isbn: z.string(),
  price: z.number(),
  available: z.boolean(),
  published: z.number(),
  tags: z.array(z.string()),
});
const Key = z.object({ id: z.number(), created: z.number() });
const Count = z.object({ book: z.number(), count: z.number() });

export async function open(url: string): Promise<Subject> {
  const pool = await createPool(url, { maximumPoolSize: CONNECTIONS });
  const point = (db: CommonQueryMethods, id: number) =>
    db.maybeOne(
      sql.type(Book)`SELECT id, author, title, isbn, price, available, published, tags FROM books WHERE id = ${id}`,
    );
  const insert = (db: CommonQueryMethods, { book, customer, quantity, note }: NewOrder) =>
    db.one(sql.type(Key)`
      INSERT INTO orders (book, customer, quantity, note) VALUES (${book}, ${customer}, ${quantity}, ${note})
      RETURNING id, created`);
  return {
    point: (id) => point(pool, id),
    list: (author) =>
      pool.any(sql.type(Book)`
        SELECT id, author, title, isbn, price, available, published, tags
        FROM books WHERE author = ${author} ORDER BY id LIMIT 100`),
    insert: (order) => insert(pool, order),
    upsert: ({ book, seen, count }) =>
      pool.one(sql.type(Count)`
        INSERT INTO views (book, seen, count) VALUES (${book}, ${sql.timestamp(seen)}, ${count})
        ON CONFLICT (book) DO UPDATE SET seen = excluded.seen, count = excluded.count RETURNING book, count`),
    bulk: async (orders) =>
      (
        await pool.query(sql.unsafe`
          INSERT INTO orders (book, customer, quantity, note)
          SELECT * FROM ${sql.unnest(
            orders.map(({ book, customer, quantity, note }) => [book, customer, quantity, note]),
            ['int4', 'text', 'int4', 'text'],
          )}`)
      ).rowCount,
    transaction: (order) =>
      pool.transaction(async (tx) => {
        await insert(tx, order);
        await tx.query(sql.unsafe`UPDATE views SET count = count + ${order.quantity} WHERE book = ${order.book}`);
        return point(tx, order.book);
      }),
    close: () => pool.end(),
  };
}
