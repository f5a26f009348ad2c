// The generated code over the same pipelined connections: anything with pg's `query` is a database to it.
import { Queries } from '../../generated/kongflow/querier.ts';
import type { Subject } from '../subject.ts';
import { openPipeline } from './pipeline.ts';

export async function open(url: string): Promise<Subject> {
  const pipeline = await openPipeline(url);
  const queries = new Queries({ query: (config) => pipeline.next().query(config) });
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
    close: () => pipeline.close(),
  };
}
