import { Kysely, PostgresDialect, type Generated } from 'kysely';
import { Pool } from 'pg';
import { CONNECTIONS, type Book, type Subject } from '../subject.ts';

interface Database {
  books: {
    id: number;
    author: number;
    title: string;
    isbn: string;
    price: string;
    available: boolean;
    published: Date;
    tags: string[];
  };
  orders: {
    id: Generated<number>;
    book: number;
    customer: string;
    quantity: number;
    note: string | null;
    created: Generated<Date>;
  };
  views: { book: number; seen: Date; count: number };
}

const columns = ['id', 'author', 'title', 'isbn', 'price', 'available', 'published', 'tags'] as const;

export function open(connectionString: string): Subject {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const point = (on: Kysely<Database>, id: number): Promise<Book | undefined> =>
    on.selectFrom('books').select(columns).where('id', '=', id).executeTakeFirst();
  return {
    point: (id) => point(db, id),
    list: (author) =>
      db.selectFrom('books').select(columns).where('author', '=', author).orderBy('id').limit(100).execute(),
    insert: (order) => db.insertInto('orders').values(order).returning(['id', 'created']).executeTakeFirst(),
    upsert: (view) =>
      db
        .insertInto('views')
        .values(view)
        .onConflict((conflict) =>
          conflict
            .column('book')
            .doUpdateSet((eb) => ({ seen: eb.ref('excluded.seen'), count: eb.ref('excluded.count') })),
        )
        .returning(['book', 'count'])
        .executeTakeFirst(),
    bulk: (orders) => db.insertInto('orders').values(orders).executeTakeFirst(),
    transaction: (order) =>
      db.transaction().execute(async (tx) => {
        await tx.insertInto('orders').values(order).returning(['id', 'created']).executeTakeFirst();
        await tx
          .updateTable('views')
          .set((eb) => ({ count: eb('count', '+', order.quantity) }))
          .where('book', '=', order.book)
          .executeTakeFirst();
        return point(tx, order.book);
      }),
    close: () => db.destroy(),
  };
}
