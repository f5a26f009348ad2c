import type { Querier } from './packages/app/src/generated/querier.ts';
import type {
  CountBooksParams,
  ListBooksParams,
  PageBooksParams,
  UpdateBookParams,
} from './packages/app/src/generated/books.sql.ts';
import { listBooksSQL, updateBookSQL } from './packages/app/src/generated/books.sql.ts';
import type { BooksByNumberParams, SearchBooksParams } from './packages/app/src/generated/more.sql.ts';
import type { JsonInput } from '@kongflow/database/query-runtime';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<
  Equal<
    ListBooksParams,
    {
      minSold: number | bigint;
      title?: string | undefined;
      tag?: string | undefined;
      authors?: readonly number[] | undefined;
      order: 'newest' | 'title';
    }
  >
>();
check<
  Equal<
    PageBooksParams,
    {
      beforeAt?: Date | undefined;
      beforeId?: number | undefined;
      afterTitle?: string | undefined;
      afterId?: number | undefined;
      limit: number | bigint;
      order?: 'newest' | 'title' | undefined;
    }
  >
>();
check<Equal<CountBooksParams, { author?: string | undefined; byAuthor?: boolean | undefined }>>();
check<
  Equal<
    UpdateBookParams,
    {
      title?: string | undefined;
      subtitle?: string | null | undefined;
      details?: JsonInput | undefined;
      sold?: number | bigint | undefined;
      id: number;
    }
  >
>();
check<
  Equal<
    SearchBooksParams,
    { ids: readonly number[]; soldSince?: Date | undefined; subtitle?: string | null | undefined; onlyKnown?: boolean | undefined }
  >
>();
check<
  Equal<
    BooksByNumberParams,
    { fromSold: number | bigint; toSold: number | bigint; title?: string | undefined; recent?: boolean | undefined }
  >
>();
check<Equal<keyof typeof updateBookSQL & 'title, sold', 'title, sold'>>();
check<Equal<(typeof listBooksSQL)['title, order = newest'], string>>();

/** What may be left out, and what may not. */
export async function use(queries: Querier): Promise<void> {
  await queries.listBooks({ minSold: 1, order: 'newest' });
  await queries.listBooks({ minSold: 1, order: 'title', title: undefined, tag: 'x' });
  // @ts-expect-error: the order has no @else
  await queries.listBooks({ minSold: 1 });
  // @ts-expect-error: no such case
  await queries.listBooks({ minSold: 1, order: 'oldest' });
  // @ts-expect-error: title is compared, and never null
  await queries.listBooks({ minSold: 1, order: 'newest', title: null });
  await queries.updateBook({ id: 1, subtitle: null });
  await queries.pageBooks({ limit: 1 });
  await queries.countBooks();
  // @ts-expect-error: a flag is a boolean
  await queries.countBooks({ byAuthor: 'yes' });
}
