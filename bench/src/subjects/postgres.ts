// postgres.js (porsager): prepared statements and pipelining are its defaults.
import postgres from 'postgres';
import { CONNECTIONS, type Book, type Subject } from '../subject.ts';

export function open(url: string): Subject {
  const sql = postgres(url, { max: CONNECTIONS });
  const point = async (db: postgres.ISql, id: number): Promise<Book | undefined> => {
    const [book] = await db<
      Book[]
    >`SELECT id, author, title, isbn, price, available, published, tags FROM books WHERE id = ${id}`;
    return book;
  };
  return {
    point: (id) => point(sql, id),
    list: (author) => sql<Book[]>`
      SELECT id, author, title, isbn, price, available, published, tags
      FROM books WHERE author = ${author} ORDER BY id LIMIT 100`,
    insert: async ({ book, customer, quantity, note }) => {
      const [row] = await sql<{ id: number; created: Date }[]>`
        INSERT INTO orders (book, customer, quantity, note) VALUES (${book}, ${customer}, ${quantity}, ${note})
        RETURNING id, created`;
      return row;
    },
    upsert: async ({ book, seen, count }) => {
      const [row] = await sql<{ book: number; count: number }[]>`
        INSERT INTO views (book, seen, count) VALUES (${book}, ${seen}, ${count})
        ON CONFLICT (book) DO UPDATE SET seen = excluded.seen, count = excluded.count RETURNING book, count`;
      return row;
    },
    bulk: async (orders) =>
      (await sql`INSERT INTO orders ${sql(orders, 'book', 'customer', 'quantity', 'note')}`).count,
    transaction: ({ book, customer, quantity, note }) =>
      sql.begin(async (tx) => {
        await tx`
          INSERT INTO orders (book, customer, quantity, note) VALUES (${book}, ${customer}, ${quantity}, ${note})
          RETURNING id, created`;
        await tx`UPDATE views SET count = count + ${quantity} WHERE book = ${book}`;
        return point(tx, book);
      }),
    close: () => sql.end(),
  };
}
