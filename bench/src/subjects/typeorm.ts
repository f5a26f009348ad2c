import { DataSource, EntitySchema } from 'typeorm';
import { CONNECTIONS, type Book, type NewOrder, type Subject } from '../subject.ts';

interface Order extends NewOrder {
  id: number;
  created: Date;
}

interface View {
  book: number;
  seen: Date;
  count: number;
}

const Books = new EntitySchema<Book>({
  name: 'books',
  columns: {
    id: { type: 'integer', primary: true },
    author: { type: 'integer' },
    title: { type: 'text' },
    isbn: { type: 'text' },
    price: { type: 'numeric', precision: 8, scale: 2 },
    available: { type: 'boolean' },
    published: { type: 'timestamptz' },
    tags: { type: 'text', array: true },
  },
});

const Orders = new EntitySchema<Order>({
  name: 'orders',
  columns: {
    id: { type: 'integer', primary: true, generated: 'increment' },
    book: { type: 'integer' },
    customer: { type: 'text' },
    quantity: { type: 'integer' },
    note: { type: 'text', nullable: true },
    created: { type: 'timestamptz', createDate: true },
  },
});

const Views = new EntitySchema<View>({
  name: 'views',
  columns: { book: { type: 'integer', primary: true }, seen: { type: 'timestamptz' }, count: { type: 'integer' } },
});

export async function open(url: string): Promise<Subject> {
  const source = new DataSource({ type: 'postgres', url, poolSize: CONNECTIONS, entities: [Books, Orders, Views] });
  await source.initialize();
  const books = source.getRepository(Books);
  const orders = source.getRepository(Orders);
  return {
    point: (id) => books.findOneBy({ id }),
    list: (author) => books.find({ where: { author }, order: { id: 'ASC' }, take: 100 }),
    insert: (order) => orders.save({ ...order }),
    upsert: async (view) => {
      const { raw } = await source
        .createQueryBuilder()
        .insert()
        .into(Views)
        .values(view)
        .orUpdate(['seen', 'count'], ['book'])
        .returning(['book', 'count'])
        .execute();
      return raw[0];
    },
    bulk: (rows) => orders.insert(rows.map((row) => ({ ...row }))),
    transaction: (order) =>
      source.transaction(async (tx) => {
        await tx.getRepository(Orders).save({ ...order });
        await tx.getRepository(Views).increment({ book: order.book }, 'count', order.quantity);
        return tx.getRepository(Books).findOneBy({ id: order.book });
      }),
    close: () => source.destroy(),
  };
}
