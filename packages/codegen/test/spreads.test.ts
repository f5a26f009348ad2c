import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScratchDatabase, type ScratchDatabase } from '../src/database/scratch-database.ts';
import { Queries } from './golden/spreads/packages/app/src/generated/querier.ts';
import { CreateUsersParamsSchema } from './golden/spreads/packages/app/src/generated/schemas.ts';
import { runStockPgtyped } from './support/stock-pgtyped.ts';
import { openPool, type TestPool } from './support/open-pool.ts';
import { copyProject } from './support/project.ts';

/** Lists, objects and lists of objects, generated and run: the folder golden/spreads on its own schema. */
const GOLDEN = path.join(import.meta.dirname, 'golden/spreads');
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
  await pool.query('TRUNCATE users RESTART IDENTITY');
});

async function stored(): Promise<[string, number | null][]> {
  const { rows } = await pool.query<[string, number | null]>({
    text: 'SELECT name, age FROM users ORDER BY id',
    rowMode: 'array',
  });
  return rows;
}

describe('@param ids -> (...)', () => {
  beforeEach(async () => {
    await queries.createNames({ names: ['a', 'b', 'c'].map((name) => ({ name })) });
  });

  it('finds those in the list, of which there may be none', async () => {
    expect(await queries.findUsers({ ids: [3, 1, 9] })).toEqual([
      { id: 1, name: 'a' },
      { id: 3, name: 'c' },
    ]);
    expect(await queries.findUsers({ ids: [] })).toEqual([]);
    expect(await queries.findUsers({ ids: Array.from({ length: 1000 }, (_, index) => index) })).toHaveLength(3);
  });

  it('finds those that are not in it', async () => {
    expect(await queries.findOtherUsers({ names: ['a'], ids: [2], self: 0 })).toEqual([{ id: 3, name: 'c' }]);
    expect(await queries.findOtherUsers({ names: ['a'], ids: [2], self: 2 })).toHaveLength(2);
    expect(await queries.findOtherUsers({ names: [], ids: [], self: 0 })).toHaveLength(3);
  });

  it('is sent in a branch', async () => {
    expect(await queries.listUsers({ ids: [2], named: true, pattern: '%' })).toEqual([{ id: 2, name: 'b' }]);
    expect(await queries.listUsers({ ids: [] })).toEqual([]);
    expect(await queries.listUsers()).toHaveLength(3);
  });
});

describe('@param user -> (name, age)', () => {
  it('inserts and compares the fields', async () => {
    expect(await queries.createUser({ user: { name: 'a', age: 1, details, createdBy: 'me' } })).toBe(1);
    expect(await queries.createUser({ user: { name: 'b', details } })).toBe(2);
    const move = { from: { name: 'a', age: 1 }, to: { name: 'c', age: null } };
    expect(await queries.moveUser({ ...move, by: 'you' })).toBe(0);
    expect(await queries.moveUser({ ...move, by: 'me' })).toBe(1);
    expect(await stored()).toEqual([
      ['c', null],
      ['b', null],
    ]);
  });
});

describe('@param users -> ((name, age)...)', () => {
  it('inserts all of them, and returns the rows', async () => {
    const users = [
      { name: 'a', age: null, tags: ['x', null], mood: 'so so' as const, pair: { a: 1, b: null }, details },
      { name: 'b', age: 2, tags: ['y', 'z', 'w'], details },
      { name: 'c', age: 3, tags: [], mood: null, pair: null, details },
    ];
    const created = await queries.createUsers({ users });
    expect(created.toSorted((a, b) => a.id - b.id)).toEqual([
      { id: 1, createdBy: null, ...users[0] },
      { id: 2, createdBy: null, ...users[1], mood: null, pair: null },
      { id: 3, createdBy: null, ...users[2] },
    ]);
  });

  it('inserts none, and a thousand', async () => {
    expect(await queries.createUsers({ users: [] })).toEqual([]);
    const users = Array.from({ length: 1000 }, (_, index) => ({ name: `n${index}`, age: index, details }));
    const created = await queries.createUsers({ users });
    expect(new Map(created.map(({ name, age }) => [name, age]))).toEqual(
      new Map(users.map(({ name, age }) => [name, age])),
    );
  });

  it('is one statement, with what stands around it', async () => {
    await queries.createNames({ names: [{ name: 'a' }] });
    const users = [{ name: 'a' }, { name: 'b', age: 5 }];
    expect(await queries.mergeUsers({ by: 'me', users, age: 7 })).toBe(2);
    expect(await stored()).toEqual([
      ['a', 7],
      ['b', 5],
    ]);
    expect(await queries.createNames({ names: [{ name: 'a' }, { name: 'c' }] })).toEqual(['c']);
    await expect(
      queries.createUsers({
        users: [
          { name: 'd', details },
          { name: 'a', details },
        ],
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect(await stored()).toHaveLength(3);
  });

  it('asks the schemas of the columns, and the schema of the parameters, of each', async () => {
    const users = [{ name: 'a', details }, JSON.parse('{ "name": "b", "details": { "theme": 1 } }')];
    await expect(queries.createUsers({ users })).rejects.toThrow('users.details');
    expect(CreateUsersParamsSchema.safeParse({ users: [users[0]] }).success).toBe(true);
    expect(CreateUsersParamsSchema.safeParse({ users }).error?.issues).toMatchObject([
      { path: ['users', 1, 'details', 'theme'] },
    ]);
    expect(await stored()).toEqual([]);
  });
});

describe(':name?', () => {
  it('may be null or left out, whatever the statement makes of it', async () => {
    await queries.createUsers({
      users: [
        { name: 'a', details },
        { name: 'b', age: 1, details },
      ],
    });
    expect(await queries.findByAge({ age: 1 })).toEqual([2]);
    expect(await queries.findByAge({ age: null })).toEqual([1]);
    expect(await queries.findByAge()).toEqual([1]);
    expect(await queries.renameUser({ name: null, age: 4, id: 1 })).toBe(1);
    expect(await stored()).toContainEqual(['a', 4]);
  });

  it('leaves the operators of jsonb alone', async () => {
    await queries.createUsers({ users: [{ name: 'a', details }] });
    expect(await queries.hasDetail({ key: 'theme', extra: { theme: 'dark' }, keys: ['theme'] })).toEqual([1]);
    expect(await queries.hasDetail({ key: 'theme', keys: ['theme'] })).toEqual([]);
  });
});

describe('stock pgtyped', () => {
  it('compiles what has lists and objects', async () => {
    const project = copyProject(GOLDEN);
    rmSync(path.join(project.root, 'packages/app/queries/optional.sql'));
    // It knows no composite types, wherever they stand.
    const file = 'packages/app/queries/users.sql';
    project.write(file, project.read(file).replaceAll(', pair', '').replace('RETURNING *', 'RETURNING id'));
    const { output, queries: seen } = await runStockPgtyped(project.root, database.url);
    expect(output).not.toMatch(/error|skipped|failed|unexpected/i);
    expect([...seen.keys()]).toEqual([
      'app.FindUsers',
      'app.FindOtherUsers',
      'app.CreateUser',
      'app.MoveUser',
      'app.CreateUsers',
      'app.MergeUsers',
      'app.CreateNames',
      'app.ListUsers',
    ]);
    expect(seen.get('app.FindUsers')?.params.get('ids')).toBe('readonly (number | null | void)[]');
  });

  it('leaves the "?" of a parameter in the statement: such a file is ours alone', async () => {
    const project = copyProject(GOLDEN);
    rmSync(path.join(project.root, 'packages/app/queries/users.sql'));
    const { output } = await runStockPgtyped(project.root, database.url);
    expect(output.match(/syntax error/g)).toHaveLength(3);
  });
});
