import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries as LetterQueries } from './golden/letters/packages/app/src/generated/querier.ts';
import { Queries as RenamedQueries } from './golden/renamed/packages/app/src/generated/querier.ts';
import { Queries as SnakeQueries } from './golden/snake/packages/app/src/generated/querier.ts';

/** Names at run time are those of the types: three golden folders on their own schemas. */
let snakes: ScratchDatabase;
let renamed: ScratchDatabase;
let letters: ScratchDatabase;
beforeAll(async () => {
  const open = async (name: string): Promise<ScratchDatabase> =>
    openScratchDatabase({ migrations: path.join(import.meta.dirname, 'golden', name, 'db/migrations') });
  [snakes, renamed, letters] = await Promise.all([open('snake'), open('renamed'), open('letters')]);
});
afterAll(async () => {
  await Promise.all([snakes, renamed, letters].map(async (database) => database.close()));
});

describe('case: snake', () => {
  let queries: SnakeQueries;
  beforeEach(async () => {
    queries = new SnakeQueries(snakes.client);
    await snakes.client.query('TRUNCATE books, book_authors RESTART IDENTITY');
    await queries.addAuthor({ id: 1, pen_name: { first_name: 'Ursula', last_name: 'K. (Le) Guin' } });
    await queries.addBooks([
      { author_id: 1, title_text: 'one', pageCount: 100 },
      { title_text: 'two', pageCount: null },
    ]);
  });

  it(':one, with a column that would be the prototype', async () => {
    await snakes.client.query(`UPDATE books SET __proto__ = 'p', "HTTPLink" = 'l' WHERE id = 1`);
    const book = await queries.getBook({ id: 1 });
    expect(Object.entries(book ?? {})).toEqual([
      ['id', 1],
      ['author_id', 1],
      ['title_text', 'one'],
      ['page_count', 100],
      ['http_link', 'l'],
      ['__proto__', 'p'],
    ]);
    expect(await queries.getBook({ id: 9 })).toBeNull();
  });

  it(':many, and parameters as the statement names them', async () => {
    expect(await queries.listTitles({ authorId: 1, min_pages: 50 })).toEqual([
      { title_text: 'one', the_pages: 100, total_count: 1 },
    ]);
    expect(await queries.listTitles({ authorId: 1, min_pages: 101 })).toEqual([]);
  });

  it('composite values, read and written', async () => {
    const author = await queries.addAuthor({ id: 2, pen_name: { first_name: null, last_name: 'L' } });
    expect(author).toEqual({
      id: 2,
      pen_name: { first_name: null, last_name: 'L' },
      created_at: new Date('2020-01-01Z'),
    });
  });

  it(':copyfrom and batches', async () => {
    expect(await queries.addBooks([{ author_id: 1, title_text: 'three', pageCount: 7 }])).toBe(1);
    const items = [
      { book_id: 3, title_text: 'drei' },
      { book_id: 9, title_text: 'neun' },
    ];
    expect(await queries.retitleBooks(items)).toEqual([{ id: 3, title_text: 'drei', author_id: 1 }, null]);
  });

  it('embedded tables, and two columns of one name', async () => {
    const [one, two] = await queries.listBooksWithAuthors();
    expect(one).toMatchObject({
      book: { id: 1, title_text: 'one', page_count: 100 },
      book_author: { id: 1, pen_name: { first_name: 'Ursula', last_name: 'K. (Le) Guin' } },
      id: 1,
      id_2: 1,
      column_12: 2,
    });
    expect(two).toMatchObject({ book: { id: 2, author_id: null }, book_author: null, id: 2, id_2: null });
  });

  it("parameters of sqlc's files", async () => {
    const found = { author_id: 1, author_id_2: 2, from_page_count: 100, to_page_count: 100 };
    expect(await queries.findBooks(found)).toEqual([1]);
    expect(await queries.findBooks({ ...found, author_id_2: 1 })).toEqual([]);
    expect(await queries.findTitles({ title_pattern: 't%', last_id: 0 })).toEqual(['two']);
    expect(await queries.sumOf({ dollar_1: 1, dollar_2: 2 })).toEqual({ thesum: 3, first_one: 1 });
  });
});

describe('renameColumns', () => {
  it('at run time', async () => {
    const queries = new RenamedQueries(renamed.client);
    await renamed.client.query("INSERT INTO staff_members VALUES (1, 'u')");
    const price = { amount: '1.50', URL: 'a,"b' };
    await queries.addItem({ id: 1, isbn_13: 'x', pub_date: '2020-01-02', price });
    expect(await queries.addItems([{ id: 2, ISBN13: 'y', publishedOn: '2021-01-02', staffId: 1 }])).toBe(1);
    expect(await queries.getItem({ id: 1 })).toEqual({
      id: 1,
      ISBN13: 'x',
      publishedOn: '2020-01-02',
      price,
      staffId: null,
    });
    expect(await queries.listRecent()).toEqual([
      { id: 1, publishedOn: '2020-01-02' },
      { id: 2, publishedOn: '2021-01-02' },
    ]);
    expect(await queries.listItems()).toMatchObject([
      { item: { id: 1, ISBN13: 'x' }, staffer: null, publishedOn: '2020-01-02', publishedOn2: '2020-01-02', URL: null },
      { item: { id: 2, ISBN13: 'y' }, staffer: { id: 1, URL: 'u' }, URL: 'u' },
    ]);
    const found = { fromPublishedOn: '2021-01-01', toPublishedOn: '2021-12-31', ISBN13: 'x', ISBN132: 'y' };
    expect(await queries.findItems({ ...found, publishedOn: '2020-01-01' })).toEqual([2]);
    expect(await queries.findItems({ ...found, publishedOn: '2021-01-02' })).toEqual([]);
  });
});

describe('letters of other alphabets', () => {
  it('in names of queries, and in long ones, that the server would cut', async () => {
    const queries = new LetterQueries(letters.client);
    await letters.client.query("INSERT INTO maße VALUES (1, 180, 'a'), (2, 190, NULL)");
    expect(await queries.überGröße({ größeCm: 185 })).toEqual([{ id: 2, 名前: null }]);
    expect(await queries.日本({ id: 1 })).toEqual({ id: 1, größeCm: 180, 名前: 'a' });
    expect([
      await queries.ääääääääääääääääääääääääääääääää(),
      await queries.ääääääääääääääääääääääääääääääääö(),
    ]).toEqual([1, 2]);
    const { rows } = await letters.client.query<{ name: string }>(
      `SELECT name FROM pg_prepared_statements WHERE name LIKE 'Äää%' ORDER BY name`,
    );
    expect(rows.map(({ name }) => name.replace(/^Ää+/, ''))).toEqual([
      expect.stringMatching(/^_[0-9a-f]{8}$/),
      expect.stringMatching(/^_[0-9a-f]{8}$/),
    ]);
  });
});
