import { asc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { CONNECTIONS, type NewOrder, type Subject } from '../subject.ts';
import { books, orders, views } from './drizzle-tables.ts';

export function open(connectionString: string): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  const db = drizzle(pool);
  return {
    point: async (id) => (await db.select().from(books).where(eq(books.id, id)))[0],
    list: (author) => db.select().from(books).where(eq(books.author, author)).orderBy(asc(books.id)).limit(100),
    insert: async (order) =>
      (await db.insert(orders).values(order).returning({ id: orders.id, created: orders.created }))[0],
    upsert: async (view) =>
      (
        await db
          .insert(views)
          .values(view)
          .onConflictDoUpdate({ target: views.book, set: { seen: sql`excluded.seen`, count: sql`excluded.count` } })
          .returning({ book: views.book, count: views.count })
      )[0],
    bulk: (rows: readonly NewOrder[]) => db.insert(orders).values([...rows]),
    transaction: (order) =>
      db.transaction(async (tx) => {
        await tx.insert(orders).values(order).returning({ id: orders.id, created: orders.created });
        await tx
          .update(views)
          .set({ count: sql`${views.count} + ${order.quantity}` })
          .where(eq(views.book, order.book));
        return (await tx.select().from(books).where(eq(books.id, order.book)))[0];
      }),
    close: () => pool.end(),
  };
}
