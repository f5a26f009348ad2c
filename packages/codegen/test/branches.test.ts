import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import {
  listBooksSQL,
  updateBookSQL,
  type ListBooksParams,
} from './golden/branches/packages/app/src/generated/books.sql.ts';
import type { Book } from './golden/branches/packages/app/src/generated/models.ts';
import { Queries } from './golden/branches/packages/app/src/generated/querier.ts';

/** Queries with branches at work: what golden/branches holds. */
let database: ScratchDatabase;
let client: Client;
let queries: Queries;
let books: readonly Book[];

beforeAll(async () => {
  database = await openScratchDatabase({ migrations: path.join(import.meta.dirname, 'golden/branches/db/migrations') });
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    INSERT INTO authors VALUES (1, 'Ursula'), (2, 'Italo'), (3, 'Nobody');
    INSERT INTO books (id, title, subtitle, author_id, tags, details, sold, created_at)
    SELECT
      n,
      (ARRAY['Dispossessed', 'Cities', 'Lathe', 'Baron'])[n % 4 + 1],
      CASE WHEN n % 5 > 0 THEN 'No. ' || n END,
      nullif(n % 3, 0),
      CASE n % 5 WHEN 0 THEN '{old}'::text[] WHEN 1 THEN '{old,long}' WHEN 2 THEN '{long}' ELSE '{}' END,
      '{}',
      n % 7,
      '2026-01-01'::timestamptz + (n * 37 % 41) * interval '1 day'
    FROM generate_series(1, 60) AS n`);
});
afterAll(async () => {
  await client.end();
  await database.close();
});

describe('each combination', () => {
  const titles = [undefined, '%s%'];
  const tags = [undefined, 'long'];
  const authors = [undefined, [1, 3]];
  const orders = ['newest', 'title'] as const;
  const combinations = titles.flatMap((title) =>
    tags.flatMap((tag) =>
      authors.flatMap((author) =>
        orders.map((order): ListBooksParams => ({ minSold: 2, title, tag, authors: author, order })),
      ),
    ),
  );

  beforeAll(async () => {
    queries = new Queries(client);
    books = await queries.listBooks({ minSold: 0, order: 'newest' });
  });

  function byHand({ minSold, title, tag, authors: wanted, order }: ListBooksParams): Book[] {
    return books
      .filter(
        (book) =>
          book.sold >= minSold &&
          (title === undefined || book.title.includes('s')) &&
          (tag === undefined || book.tags.includes(tag)) &&
          (wanted === undefined || wanted.includes(book.authorId ?? 0)),
      )
      .toSorted((a, b) => {
        const first = order === 'newest' ? b.createdAt.getTime() - a.createdAt.getTime() : 0;
        const second = order === 'title' ? (a.title < b.title ? -1 : Number(a.title > b.title)) : 0;
        return first || second || a.id - b.id;
      });
  }

  it.each(combinations)('%j', async (params) => {
    const expected = byHand(params);
    expect(expected.length).toBeGreaterThan(0);
    expect(await queries.listBooks(params)).toEqual(expected);
  });

  it('finds something else for each', () => {
    const results = new Set(combinations.map((params) => JSON.stringify(byHand(params).map(({ id }) => id))));
    expect(results.size).toBe(16);
  });

  it('is a prepared statement of its own, and prepares nothing the second time', async () => {
    const own = new Client({ connectionString: database.url });
    await own.connect();
    try {
      const once = new Queries(own);
      const prepared = async (): Promise<{ name: string; statement: string; prepare_time: Date }[]> => {
        const { rows } = await own.query<{ name: string; statement: string; prepare_time: Date }>(
          'SELECT name, statement, prepare_time FROM pg_prepared_statements ORDER BY name',
        );
        return rows;
      };
      for (const params of combinations) await once.listBooks(params);
      const first = await prepared();
      expect(first.map(({ statement }) => statement).toSorted()).toEqual(Object.values(listBooksSQL).toSorted());
      for (const { name } of first) expect(name).toMatch(/^ListBooks_[0-9a-f]{8}$/);
      for (const params of combinations) await once.listBooks(params);
      expect(await prepared()).toEqual(first);
    } finally {
      await own.end();
    }
  });
});

describe('what is given', () => {
  beforeAll(() => {
    queries = new Queries(client);
  });

  it('null is a value where the column takes it, and undefined is none', async () => {
    const [before] = await queries.listBooks({ minSold: 0, order: 'newest' });
    const { id = 0 } = before ?? {};
    const read = async (): Promise<Book | undefined> =>
      (await queries.listBooks({ minSold: 0, order: 'newest' })).find((book) => book.id === id);
    expect(await queries.updateBook({ id, subtitle: 'S', details: null })).toBe(1);
    expect(await read()).toEqual({ ...before, subtitle: 'S', details: null });
    expect(await queries.updateBook({ id, subtitle: undefined, title: before?.title, sold: 9n })).toBe(1);
    expect(await read()).toEqual({ ...before, subtitle: 'S', details: null, sold: 9 });
    expect(await queries.updateBook({ id, subtitle: null, details: {}, sold: before?.sold })).toBe(1);
    expect(await read()).toEqual({ ...before, subtitle: null });
    expect(await queries.updateBook({ id })).toBe(1);
    expect(await read()).toEqual({ ...before, subtitle: null });
  });

  it('nested branches go with those around them', async () => {
    const newest = await queries.pageBooks({ order: 'newest', limit: 100 });
    const [, , third] = newest;
    const rest = await queries.pageBooks({
      order: 'newest',
      beforeAt: third?.createdAt,
      beforeId: third?.id,
      limit: 100,
    });
    expect(rest).toEqual(newest.slice(3));
    const titles = await queries.pageBooks({ order: 'title', limit: 100 });
    const after = titles[9];
    // What belongs to another case is ignored.
    const more = {
      order: 'title',
      afterTitle: after?.title,
      afterId: after?.id,
      beforeAt: new Date(0),
      limit: 5,
    } as const;
    expect(await queries.pageBooks(more)).toEqual(titles.slice(10, 15));
    const popular = await queries.pageBooks({ limit: 100, beforeAt: new Date(0) });
    expect(popular.length).toBeGreaterThan(0);
    expect(popular.length).toBeLessThan(titles.length);
  });

  it('flags choose, and a statement may begin with a branch', async () => {
    const known = await queries.countBooks();
    expect(known).toBe(await queries.countBooks({ byAuthor: false, author: 'Ursula' }));
    const ursula = await queries.countBooks({ byAuthor: true, author: 'Ursula' });
    expect(ursula).toBeGreaterThan(0);
    expect(ursula).toBeLessThan(known);
    expect(await queries.findBook({ id: 3 })).toBeNull();
    expect(await queries.findBook({ id: 3, withAnyAuthor: true })).toMatchObject({ id: 3, author: null });
  });

  it('in sqlc’s dialect too', async () => {
    const ids = [4, 5, 6];
    const find = async (params: object): Promise<number[]> =>
      (await queries.searchBooks({ ids, ...params })).map(({ book }) => book.id);
    expect(await find({})).toEqual([4, 5, 6]);
    expect(await find({ onlyKnown: true })).toEqual([4, 5]);
    expect(await find({ subtitle: null })).toEqual([5]);
    expect(await find({ subtitle: 'No. 4', onlyKnown: true })).toEqual([4]);
    expect(await find({ soldSince: new Date('2030-01-01') })).toEqual([]);
    const sold = async (params: object): Promise<number> =>
      (await queries.booksByNumber({ fromSold: 1, toSold: 2, ...params })).length;
    expect(await sold({ title: 'Cities' })).toBeLessThan(await sold({}));
    expect(await sold({ recent: true })).toBeLessThan(await sold({}));
  });
});

describe('what code without types may pass', () => {
  // A caller in JavaScript.
  const untyped = (params: object): Promise<unknown> => Reflect.apply(queries.listBooks, queries, [params]);

  it.each([
    ['a case that is none', { minSold: 0, order: 'secret' }],
    ['the name of something that every object has', { minSold: 0, order: 'constructor' }],
    ['null', { minSold: 0, order: null }],
    ['nothing', { minSold: 0 }],
    ['a number, which would be an index', { minSold: 0, order: 1 }],
  ])('%s is refused, without being repeated', async (_, params) => {
    const refused = untyped(params);
    await expect(refused).rejects.toMatchObject({
      name: 'QueryParameterError',
      code: 'UNKNOWN_CASE',
      message: 'ListBooks: order is one of "newest", "title", and not what was given',
    });
  });

  it('a parameter that the chosen branch needs is missed before anything is sent', async () => {
    const dead = new Queries({ query: () => Promise.reject(new Error('sent')) });
    await expect(dead.pageBooks({ order: 'newest', beforeAt: new Date(), limit: 1 })).rejects.toMatchObject({
      name: 'QueryParameterError',
      code: 'MISSING_PARAMETER',
      message: 'PageBooks: beforeId is needed with the other arguments',
    });
    await expect(dead.countBooks({ byAuthor: true })).rejects.toMatchObject({ code: 'MISSING_PARAMETER' });
    await expect(dead.countBooks({ author: 'Ursula' })).rejects.toThrow('sent');
  });
});

it('texts are there to look at: each has a plan', async () => {
  for (const text of [...Object.values(listBooksSQL), ...Object.values(updateBookSQL)]) {
    const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN) ${text}`);
    expect(rows.length).toBeGreaterThan(0);
  }
});
