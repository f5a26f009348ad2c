import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries } from './golden/rows/packages/app/src/generated/querier.ts';
import { CreatePlacesParamsSchema, ListPlacesParamsSchema } from './golden/rows/packages/app/src/generated/schemas.ts';
import { runStockPgtyped } from './support/stock-pgtyped.ts';
import { openPool, type TestPool } from './support/open-pool.ts';
import { copyProject } from './support/project.ts';

/** Lists of objects wherever rows may stand, and objects in branches: the folder golden/rows on its own schema. */
const GOLDEN = path.join(import.meta.dirname, 'golden/rows');
const details = { theme: 'dark' };

let database: ScratchDatabase;
let connections: TestPool;
let pool: TestPool['pool'];
let queries: Queries;
beforeAll(async () => {
  database = await openScratchDatabase({ migrations: path.join(GOLDEN, 'db/migrations') });
  connections = openPool(database.url);
  ({ pool } = connections);
  queries = new Queries(pool);
});
afterAll(async () => {
  await connections[Symbol.asyncDispose]();
  await database.close();
});
beforeEach(async () => {
  await pool.query(`
    TRUNCATE places, moves RESTART IDENTITY;
    INSERT INTO places (aisle, shelf, label, size) VALUES (1, 'a', 'nuts', '(2,3)'), (1, 'b', NULL, '(4,5)'), (2, 'a', 'oil', NULL)`);
});

async function labels(): Promise<string[]> {
  const { rows } = await pool.query<[string]>({
    text: `SELECT concat_ws(' ', aisle, shelf, label) FROM places ORDER BY aisle, shelf`,
    rowMode: 'array',
  });
  return rows.map(([label]) => label);
}

const at = (aisle: number, shelf: string): { aisle: number; shelf: string } => ({ aisle, shelf });

describe('a list of objects', () => {
  it('is what IN and NOT IN compare with, of any length', async () => {
    const names = (places: readonly { aisle: number; shelf: string }[]): string[] =>
      places.map(({ aisle, shelf }) => `${aisle}${shelf}`);
    const some = [at(1, 'b'), at(2, 'b'), at(2, 'a'), at(1, 'b')];
    expect(names(await queries.findPlaces({ places: some }))).toEqual(['1b', '2a']);
    expect(names(await queries.findPlaces({ places: [] }))).toEqual([]);
    expect(names(await queries.findOtherPlaces({ places: some }))).toEqual(['1a']);
    expect(names(await queries.findOtherPlaces({ places: [] }))).toEqual(['1a', '1b', '2a']);
    const many = Array.from({ length: 1000 }, (_, index) => at(index, 'a'));
    expect(await queries.findPlaces({ places: many })).toHaveLength(2);
    expect(await queries.findShelves({ shelves: [{ shelf: 'b' }, { shelf: 'c' }] })).toEqual(['b']);
  });

  it('stands beside an object', async () => {
    const places = [at(1, 'a'), at(1, 'b')];
    expect(await queries.countPlaces({ places, size: { width: 2, height: 3 } })).toBe(1);
    expect(await queries.countPlaces({ places: [], size: { width: 2, height: 3 } })).toBe(0);
  });

  it('is what VALUES in FROM holds, with numbers where all who read them want numbers', async () => {
    const changes = [
      { aisle: 1, shelf: 'a', label: 'seeds' },
      { aisle: 2, shelf: 'a' },
      { aisle: 9, shelf: 'z', label: 'none' },
    ];
    expect(await queries.relabelPlaces({ changes, fallback: 'empty' })).toEqual([
      { aisle: 1, shelf: 'a', given: 'seeds' },
      { aisle: 2, shelf: 'a', given: null },
    ]);
    expect(await labels()).toEqual(['1 a seeds', '1 b', '2 a empty']);
    expect(await queries.relabelPlaces({ changes: [], fallback: 'x' })).toEqual([]);
  });

  it('is inserted in a CTE, whatever its fields are', async () => {
    const places = [
      { aisle: 3, shelf: 'a', size: { width: 1, height: null }, tags: ['x', null], details },
      { aisle: 3, shelf: 'b', details },
      { aisle: 1, shelf: 'a', tags: ['lost'], details },
    ];
    const plain = { label: null, details, moves: 2 };
    expect(await queries.createPlaces({ places, note: 'new' })).toEqual([
      { aisle: 3, shelf: 'a', size: { width: 1, height: null }, tags: ['x', null], ...plain },
      { aisle: 3, shelf: 'b', size: null, tags: null, ...plain },
    ]);
    expect(await queries.createPlaces({ places: [] })).toEqual([]);
  });

  it('asks the schema of the column it ends in', async () => {
    const places = [
      { ...at(5, 'a'), details },
      { ...at(5, 'b'), details: JSON.parse('{}') },
    ];
    await expect(queries.createPlaces({ places })).rejects.toMatchObject({ column: 'places.details', index: 1 });
    await expect(queries.savePlaces({ places, overwrite: true })).rejects.toMatchObject({ index: 1 });
    expect(CreatePlacesParamsSchema.safeParse({ places }).error?.issues[0]?.path).toEqual([
      'places',
      1,
      'details',
      'theme',
    ]);
    expect(await labels()).toHaveLength(3);
  });

  it('is merged', async () => {
    const places = [
      { aisle: 1, shelf: 'b', label: 'salt' },
      { aisle: 7, shelf: 'c' },
    ];
    expect(await queries.mergePlaces({ places })).toBe(2);
    expect(await labels()).toEqual(['1 a nuts', '1 b salt', '2 a oil', '7 c']);
  });

  it('is a statement, with the names that VALUES gives', async () => {
    const pairs = [
      { a: 'y', b: '1' },
      { a: 'x', b: '2' },
    ];
    expect(await queries.echo({ pairs })).toEqual([
      { column1: 'x', column2: '2' },
      { column1: 'y', column2: '1' },
    ]);
    expect(await queries.echoAll({ ones: [{ a: 'q' }], others: [{ a: 'p' }, { a: 'r' }] })).toEqual(['p', 'q', 'r']);
  });

  it('may be empty: then a row that one would be is missing', async () => {
    expect(await queries.mayFindNone({ pairs: [] })).toEqual([
      { shelf: 'a', a: null, first: null },
      { shelf: 'a', a: null, first: null },
      { shelf: 'b', a: null, first: null },
    ]);
    expect(await queries.mayFindNone({ pairs: [{ a: 'x' }] })).toContainEqual({ shelf: 'b', a: 'x', first: 'x' });
    expect(await queries.single({ pairs: [] })).toBeNull();
    expect(await queries.single({ pairs: [{ a: 'x', b: 'y' }] })).toBe('y');
    const two = [
      { a: 'x', b: 'y' },
      { a: 'x', b: 'y' },
    ];
    await expect(queries.single({ pairs: two })).rejects.toMatchObject({ code: 'UNEXPECTED_ROW_COUNT' });
  });
});

describe('objects in branches', () => {
  it('choose what is sent', async () => {
    const list = async (params?: Parameters<Queries['listPlaces']>[0]): Promise<string[]> =>
      (await queries.listPlaces(params)).map(({ aisle, shelf }) => `${aisle}${shelf}`);
    expect(await list()).toEqual(['1a', '1b', '2a']);
    expect(await list({ from: at(1, 'b') })).toEqual(['1b', '2a']);
    expect(await list({ places: [at(2, 'a'), at(1, 'a')] })).toEqual(['1a', '2a']);
    expect(await list({ places: [] })).toEqual([]);
    expect(await list({ from: at(1, 'b'), places: [at(2, 'a'), at(1, 'a')] })).toEqual(['2a']);
    expect(await list({ limited: true, limits: { aisle: 2 }, from: at(1, 'b') })).toEqual(['1b']);
    expect(await list({ limits: { aisle: 2 } })).toHaveLength(3);
  });

  it('are missed where a branch needs them', async () => {
    await expect(queries.listPlaces({ limited: true })).rejects.toMatchObject({
      code: 'MISSING_PARAMETER',
      message: 'ListPlaces: limits is needed with the other arguments',
    });
    expect(ListPlacesParamsSchema.safeParse({}).success).toBe(true);
    expect(ListPlacesParamsSchema.safeParse({ from: {} }).success).toBe(false);
  });

  it('are inserted, and stored', async () => {
    const places = [
      { ...at(1, 'a'), label: 'rice', details },
      { ...at(8, 'a'), tags: ['t'], details },
    ];
    await expect(queries.savePlaces({ places })).rejects.toMatchObject({ code: '23505' });
    expect((await labels()).slice(0, 1)).toEqual(['1 a nuts']);
    expect(await queries.savePlaces({ places, overwrite: true })).toBe(2);
    expect((await labels()).slice(0, 1)).toEqual(['1 a rice']);
    expect(await queries.movePlace({ from: at(8, 'a'), to: at(8, 'b') })).toBe(1);
    expect(await queries.movePlace({ from: at(8, 'b'), to: at(8, 'c'), change: { label: 'tea', details } })).toBe(1);
    expect((await labels()).at(-1)).toBe('8 c tea');
    const wrong = { details: JSON.parse('{}') };
    await expect(queries.movePlace({ from: at(8, 'c'), to: at(8, 'd'), change: wrong })).rejects.toMatchObject({
      column: 'places.details',
    });
  });
});

it('stock pgtyped compiles lists of objects wherever they stand', async () => {
  const project = copyProject(GOLDEN);
  // It knows no composite types.
  const file = 'packages/app/queries/elsewhere.sql';
  project.write(file, project.read(file).replaceAll(', size', '').replace('RETURNING *', 'RETURNING aisle, shelf'));
  const { output, queries: seen } = await runStockPgtyped(project.root, database.url);
  expect(output).not.toMatch(/error|skipped|failed|unexpected/i);
  expect([...seen].map(([name, { params }]) => `${name} ${[...params.keys()].join()}`)).toMatchInlineSnapshot(`
    [
      "app.ListPlaces ",
      "app.SavePlaces ",
      "app.MovePlace ",
      "app.FindPlaces ",
      "app.FindOtherPlaces ",
      "app.FindShelves ",
      "app.CountPlaces ",
      "app.RelabelPlaces fallback",
      "app.CreatePlaces note",
      "app.MergePlaces ",
      "app.Echo ",
      "app.EchoAll ",
      "app.MayFindNone ",
      "app.Single ",
    ]
  `);
});
