// drizzle with its `.prepare(name)`: the statement is built once and prepared on the server.
import { asc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { CONNECTIONS, type Subject } from '../subject.ts';
import { books, orders, views } from './drizzle-tables.ts';

export function open(connectionString: string): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  const db = drizzle(pool);
  const value = (name: string) => sql.placeholder(name);
  const point = db
    .select()
    .from(books)
    .where(eq(books.id, value('id')))
    .prepare('point');
  const list = db
    .select()
    .from(books)
    .where(eq(books.author, value('author')))
    .orderBy(asc(books.id))
    .limit(100)
    .prepare('list');
  const insert = db
    .insert(orders)
    .values({
      book: value('book'),
      customer: value('customer'),
      quantity: value('quantity'),
      note: value('note'),
    })
    .returning({ id: orders.id, created: orders.created })
    .prepare('insert');
  const upsert = db
    .insert(views)
    .values({ book: value('book'), seen: value('seen'), count: value('count') })
    .onConflictDoUpdate({ target: views.book, set: { seen: sql`excluded.seen`, count: sql`excluded.count` } })
    .returning({ book: views.book, count: views.count })
    .prepare('upsert');
  return {
    point: async (id) => (await point.execute({ id }))[0],
    list: (author) => list.execute({ author }),
    insert: async ({ book, customer, quantity, note }) => (await insert.execute({ book, customer, quantity, note }))[0],
    upsert: async ({ book, seen, count }) => (await upsert.execute({ book, seen, count }))[0],
    close: () => pool.end(),
  };
}
