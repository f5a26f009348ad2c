// Hand-written, named, over two connections that do not wait for one answer before the next question.
import type { QueryResultRow } from 'pg';
import type { Book, Subject } from '../subject.ts';
import { openPipeline } from './pipeline.ts';
import { bulk, insert, list, point, upsert } from './statements.ts';

export async function open(url: string): Promise<Subject> {
  const pipeline = await openPipeline(url);
  return {
    point: async (id) => (await pipeline.next().query<Book & QueryResultRow>({ ...point, values: [id] })).rows[0],
    list: async (author) => (await pipeline.next().query<Book & QueryResultRow>({ ...list, values: [author] })).rows,
    insert: async ({ book, customer, quantity, note }) =>
      (
        await pipeline
          .next()
          .query<{ id: number; created: Date }>({ ...insert, values: [book, customer, quantity, note] })
      ).rows[0],
    upsert: async ({ book, seen, count }) =>
      (await pipeline.next().query<{ book: number; count: number }>({ ...upsert, values: [book, seen, count] }))
        .rows[0],
    bulk: async (orders) =>
      (
        await pipeline.next().query({
          ...bulk,
          values: [
            orders.map(({ book }) => book),
            orders.map(({ customer }) => customer),
            orders.map(({ quantity }) => quantity),
            orders.map(({ note }) => note),
          ],
        })
      ).rowCount,
    close: () => pipeline.close(),
  };
}
