import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries as AuthorQueries } from './golden/sqlc-authors/packages/generated/querier.ts';
import { Queries as BatchQueries } from './golden/sqlc-batch/packages/generated/querier.ts';
import { Queries as BookQueries } from './golden/sqlc-booktest/packages/generated/querier.ts';
import { Queries as JetQueries } from './golden/sqlc-jets/packages/generated/querier.ts';
import { Queries as BoatQueries } from './golden/sqlc-one-folder/packages/generated/querier.ts';
import { Queries as DeckQueries } from './golden/sqlc-ondeck/packages/generated/querier.ts';
import { Queries } from './golden/sqlc/packages/generated/querier.ts';

/** sqlc's own examples, in our words, and the golden folder of its features: generated code on a real database. */
let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

function useClient(name: string, schema = 'db/schema.sql'): () => Client {
  let database: ScratchDatabase | undefined;
  beforeAll(async () => {
    const migrations = path.join(import.meta.dirname, 'golden', name, schema);
    database = await openScratchDatabase({ migrations, serverUrl: server.url() });
  });
  afterAll(async () => {
    await database?.close();
  });
  return () => {
    if (database === undefined) throw new Error('not started');
    return database.client;
  };
}

describe('authors', () => {
  const client = useClient('sqlc-authors');

  it('writes, reads, changes and deletes', async () => {
    const queries = new AuthorQueries(client());
    expect(await queries.listWriters()).toEqual([]);
    const writer = await queries.createWriter({ name: 'Ada', about: 'notes' });
    expect(writer).toEqual({ id: 1, name: 'Ada', about: 'notes' });
    await queries.createWriter({ name: 'Aaron' });
    expect(await queries.getWriter({ id: 1 })).toEqual(writer);
    await queries.updateWriter({ id: 1, name: 'Zoe' });
    expect(await queries.listWriters()).toEqual([
      { id: 2, name: 'Aaron', about: null },
      { id: 1, name: 'Zoe', about: null },
    ]);
    await queries.deleteWriter({ id: 1 });
    expect(await queries.getWriter({ id: 1 })).toBeNull();
  });
});

describe('ondeck', () => {
  const client = useClient('sqlc-ondeck', 'db/migrations');

  it('fills towns and halls', async () => {
    const queries = new DeckQueries(client());
    const town = await queries.createTown({ slug: 'san-marino', name: 'San Marino' });
    expect(town).toEqual({ slug: 'san-marino', name: 'San Marino' });
    const id = await queries.createHall({
      slug: 'the-cellar',
      name: 'The Cellar',
      town: town.slug,
      playlist: 'a:b',
      status: 'op!en',
      statuses: ['op!en', 'clo@sed'],
      tags: ['rock', 'punk'],
    });
    const hall = await queries.getHall({ slug: 'the-cellar', town: town.slug });
    expect(hall).toEqual({
      id,
      status: 'op!en',
      statuses: ['op!en', 'clo@sed'],
      slug: 'the-cellar',
      name: 'The Cellar',
      town: 'san-marino',
      playlist: 'a:b',
      tags: ['rock', 'punk'],
      createdAt: expect.anything(),
      shopId: null,
    });
    expect(await queries.listHalls({ town: town.slug })).toEqual([hall]);
    expect(await queries.updateHallName({ slug: 'the-cellar', name: 'The Attic' })).toBe(id);
    expect(await queries.updateHallName({ slug: 'none', name: 'The Attic' })).toBeNull();
    expect(await queries.hallCountByTown()).toEqual([{ town: 'san-marino', count: 1 }]);
    await queries.updateTownName({ slug: town.slug, name: 'Elsewhere' });
    expect(await queries.listTowns()).toEqual([{ slug: 'san-marino', name: 'Elsewhere' }]);
    await queries.deleteHall({ slug: 'the-cellar' });
    expect(await queries.listHalls({ town: town.slug })).toEqual([]);
    expect(await queries.getTown({ slug: 'nowhere' })).toBeNull();
  });
});

describe('booktest', () => {
  const client = useClient('sqlc-booktest');

  it('finds volumes by title, year and tags', async () => {
    const queries = new BookQueries(client());
    const { writerId } = await queries.createWriter({ name: 'Unknown Master' });
    const common = { writerId, shelf: 'FICTION', available: new Date('2020-01-01Z') } as const;
    const first = await queries.createVolume({ ...common, isbn: '1', title: 'my', year: 2016, tags: [] });
    const second = await queries.createVolume({ ...common, isbn: '2', title: 'my', year: 2017, tags: ['cool', 'odd'] });
    expect(second).toEqual({ ...common, volumeId: 2, isbn: '2', title: 'my', year: 2017, tags: ['cool', 'odd'] });
    await queries.updateVolume({ volumeId: first.volumeId, title: 'mine', tags: ['odd'] });
    expect(await queries.volumesByTitleYear({ title: 'mine', year: 2016 })).toEqual([
      { ...first, title: 'mine', tags: ['odd'] },
    ]);
    expect(await queries.volumesByTags({ tags: ['cool', 'other'] })).toEqual([
      { volumeId: 2, title: 'my', name: 'Unknown Master', isbn: '2', tags: ['cool', 'odd'] },
    ]);
    await queries.updateVolumeISBN({ volumeId: 2, title: 'new', tags: [], isbn: 'NEW' });
    expect(await queries.getVolume({ volumeId: 2 })).toMatchObject({ isbn: 'NEW', title: 'new', tags: [] });
    await queries.deleteVolume({ volumeId: 2 });
    expect(await queries.getVolume({ volumeId: 2 })).toBeNull();
    expect(await queries.getWriter({ writerId })).toEqual({ writerId, name: 'Unknown Master' });
    expect(await queries.greet({ someone: 'world' })).toBe('hello world');
  });
});

describe('batch', () => {
  const client = useClient('sqlc-batch');

  it('sends many sets of parameters at once', async () => {
    const queries = new BatchQueries(client());
    const { writerId } = await queries.createWriter({ name: 'Unknown Master' });
    expect(await queries.createWriters([{ name: 'b', portrait: { eyes: 2 } }, { name: 'c' }])).toBe(2);
    const common = { writerId, shelf: 'FICTION', title: 't', available: new Date('2020-01-01Z'), tags: [] } as const;
    const volumes = await queries.createVolume([
      { ...common, isbn: '1', year: 2016 },
      { ...common, isbn: '2', year: 2016 },
      { ...common, isbn: '3', year: 2001 },
    ]);
    expect(volumes.map((volume) => volume.volumeId)).toEqual([1, 2, 3]);
    await queries.updateVolume([
      { volumeId: 1, title: 'one', tags: ['x'] },
      { volumeId: 3, title: 'three', tags: [] },
    ]);
    const years = await queries.volumesByYear([{ year: 2001 }, { year: 1900 }, { year: 2016 }]);
    expect(years.map((found) => found.map(({ title }) => title))).toEqual([['three'], [], ['one', 't']]);
    expect(await queries.getPortrait([{ writerId: 2 }, { writerId: 3 }, { writerId: 99 }])).toEqual([
      { eyes: 2 },
      null,
      null,
    ]);
    await queries.deleteVolume([{ volumeId: 1 }, { volumeId: 2 }]);
    expect(await queries.deleteVolumeExecResult({ volumeId: 3 })).toMatchObject({ rowCount: 1 });
    expect(await queries.getWriter({ writerId: 2 })).toEqual({ writerId: 2, name: 'b', portrait: { eyes: 2 } });
  });
});

describe('jets', () => {
  const client = useClient('sqlc-jets');

  it('counts, lists and deletes the crew', async () => {
    await client().query("INSERT INTO crew SELECT n, 'pilot ' || n FROM generate_series(1, 7) AS n");
    const queries = new JetQueries(client());
    expect(await queries.countCrew()).toBe(7);
    expect(await queries.listCrew()).toHaveLength(5);
    await queries.deleteCrew({ id: 3 });
    expect(await queries.countCrew()).toBe(6);
  });
});

describe('what sqlc writes in queries', () => {
  const client = useClient('sqlc');
  let queries: Queries;
  beforeAll(async () => {
    queries = new Queries(client());
    await client().query(`
      INSERT INTO authors (name, bio, born, tags, data) VALUES ('Ada', 'b', '1815-12-10', '{a}', '{"a": 2, "key": 1, "$1": 1}'), ('Eve', NULL, NULL, '{}', '{}');
      INSERT INTO books (author_id, title, price) VALUES (1, 'First', 3), (NULL, 'Second', 12), (2, 'Third', 30);
      INSERT INTO notes VALUES (1, 'fine'), (2, NULL);
    `);
  });

  const ada = { id: 1, name: 'Ada', bio: 'b', born: '1815-12-10', mood: 'happy', tags: ['a'] };
  const [first, second, third] = [
    { id: 1, authorId: 1, title: 'First', price: 3 },
    { id: 2, authorId: null, title: 'Second', price: 12 },
    { id: 3, authorId: 2, title: 'Third', price: 30 },
  ];

  it('embedded tables are objects, and null where an outer join found nothing', async () => {
    expect(await queries.authorOfBook({ id: 1 })).toMatchObject({ author: ada, book: first });
    expect(await queries.booksWithAuthor()).toMatchObject([
      { book: first, author: ada, note: 'fine' },
      { book: second, author: null, note: null },
      { book: third, author: { name: 'Eve', bio: null }, note: null },
    ]);
    expect(await queries.booksWithNote()).toEqual([
      { title: 'First', note: { bookId: 1, body: 'fine' } },
      { title: 'Second', note: { bookId: 2, body: null } },
      { title: 'Third', note: null },
    ]);
    expect(await queries.pairs()).toEqual([
      { book: first, book2: second, total: 15 },
      { book: second, book2: third, total: 42 },
      { book: third, book2: null, total: null },
      { book: null, book2: first, total: null },
    ]);
    expect(await queries.booksThatHaveAuthors()).toHaveLength(2);
    expect(await queries.onlyAuthor({ id: 1 })).toMatchObject({ author: ada });
    expect(await queries.embedView()).toEqual([{ cheapBook: { id: 1, title: 'First' }, price: 3 }]);
    expect(await queries.embedGrouped()).toMatchObject([{ author: ada, books: 1 }, { books: 1 }]);
    expect(await queries.embedUnion()).toEqual([
      { book: first, part: 1 },
      { book: second, part: 2 },
      { book: third, part: 2 },
    ]);
  });

  it('parameters reach their places', async () => {
    expect(await queries.outOfOrder({ dollar1: 'a', dollar2: 'b' })).toBe('bab');
    expect(await queries.priced({ fromPrice: 1, toPrice: 20, id: 2, id2: 3 })).toEqual(['Second']);
    expect(await queries.page({ id: 0, limit: 1, offset: 1 })).toEqual(['Eve']);
    expect(await queries.called({ phrase: 'hey', lower: 'LOW', bio: 'x', lower2: 'EVE' })).toEqual({
      loud: 'HEY!',
      quiet: 'low',
      bio: 'x',
    });
    expect(await queries.at({ titlePart: '%ir%', minPrice: 3 })).toEqual([1]);
    expect(await queries.arg({ least: 3, most: 30, other: 'x' })).toEqual([2]);
    expect(await queries.operators({ tags: ['a'], bio: 'b' })).toEqual([1]);
    expect(await queries.sliceOfArray({ items: [1, 2, 3], last: 2 })).toEqual([1, 2]);
  });

  it('sqlc.narg takes null, and sqlc.slice any number in one statement', async () => {
    expect(await queries.filterBooks({ price: 12 })).toEqual([2]);
    expect(await queries.filterBooks({ price: 12, authorId: 1 })).toEqual([]);
    expect(await queries.inQuery({ ids: [1, 2], titles: ['First'] })).toEqual([2]);
    expect(await queries.inQuery({ ids: [], titles: [] })).toEqual([]);
    expect(await queries.any({ ids: [1], prices: [12, 13] })).toEqual([1, 2]);
  });

  it('columns of one name are told apart', async () => {
    expect(await queries.joinedStars()).toContainEqual(
      expect.objectContaining({ id: 3, authorId: 2, title: 'Third', id2: 2, name: 'Eve' }),
    );
    expect(await queries.blockHeader()).toContainEqual({ id: 1, id2: 1, id3: 'Ada', column4: 2, column5: 4 });
    expect(await queries.withMetaCommand()).toEqual({ a: 'a \\', b: '\n\\echo a string\n' });
  });

  it('files of both dialects make one class', async () => {
    expect(await queries.countAuthors({ mood: 'happy' })).toBe(2);
    expect(await queries.documented()).toBe(1);
  });

  it('what is changed comes back changed', async () => {
    await client().query('BEGIN');
    try {
      const changing = queries.withTx(client());
      expect(await changing.patch({ id: 1, born: '1815-12-11' })).toEqual({ id: 1, name: 'Ada' });
      expect((await changing.onlyAuthor({ id: 1 }))?.author).toMatchObject({ bio: null, born: '1815-12-11' });
      expect(await changing.insertAuthor({ name: 'New' })).toMatchObject({ author: { name: 'New' }, mood: 'happy' });
      expect(await changing.createTwo({ title: 'a', price: 1, title2: 'b', price2: 2 })).toBe(2);
      expect(await changing.rename({ name: 'Eve', name2: 'Eva', id: 0 })).toBeUndefined();
      expect(await changing.byName({ name: 'Eva' })).toEqual([2]);
      await changing.lastWithoutSemicolon({ id: 3 });
      expect(await changing.createBook({ title: 'c', price: 4 })).toMatchObject({ authorId: null, title: 'c' });
    } finally {
      await client().query('ROLLBACK');
    }
  });
});

describe('one folder for the schema and the queries', () => {
  const client = useClient('sqlc-one-folder', 'sql');

  it('makes the one and asks with the others, of which some have names and numbers', async () => {
    const queries = new BoatQueries(client());
    await client().query("INSERT INTO yard.boats VALUES (1, 'Argo', 2), (2, 'Argo', 4), (3, 'Argo', 2)");
    await client().query('INSERT INTO owners VALUES (7, 3), (8, 1), (9, 1)');
    const renamed = { name2: 'Argo', name: 'Vasa', ids: [1, 2], 'keel-depth': 3 };
    expect(await queries.renameBoats(renamed)).toBe(1);
    expect(await queries.getBoat({ id: 1 })).toEqual({ id: 1, name: 'Vasa', 'keel-depth': '2' });
    expect(await queries.pageOwners({ boatId: 1, id: 8, limit: 1 })).toEqual([{ id: 9, boatId: 1 }]);
    expect(await queries.listOwned({ 'not this one': 'Argo', 'last-id': 8, lastName: 'Vasa' })).toEqual([
      { yardBoat: { id: 1, name: 'Vasa', 'keel-depth': '2' }, owner: { id: 9, boatId: 1 } },
    ]);
    expect(await queries.moorBoat({ boat: 1, hours: 2 })).toBe('quay');
  });
});
