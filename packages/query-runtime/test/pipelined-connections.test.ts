import * as fc from 'fast-check';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { batchexec, PipelinedConnections } from '../src/index.ts';
import { obstacle, outcomes, sessions, setup, statement, valueOf } from './support/pipelined.ts';

describe('neighbours', () => {
  it('what is sent at once is answered each with its own, in the order of the statements', async () => {
    const { pipelined } = await setup({ connections: 1 });
    const order: number[] = [];
    const values = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const value = await valueOf(pipelined, 'SELECT $1::int', [index], 'Get');
        order.push(index);
        return value;
      }),
    );
    expect(values).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(order).toEqual(values);
  });

  it('a statement that fails fails alone', async () => {
    const { pipelined, admin } = await setup({ connections: 1 });
    await admin.query('CREATE TABLE things (id int PRIMARY KEY)');
    const insert = (id: unknown): Promise<unknown> =>
      valueOf(pipelined, 'INSERT INTO things VALUES ($1) RETURNING id', [id], 'Insert');
    expect(
      await outcomes([
        insert(1),
        insert(1),
        insert('no number'),
        valueOf(pipelined, 'SELECT 1 / $1::int', [0]),
        valueOf(pipelined, 'SELECT nothing_of_the_kind'),
        insert(2),
      ]),
    ).toEqual([
      1,
      expect.objectContaining({ code: '23505' }),
      expect.objectContaining({ code: '22P02' }),
      expect.objectContaining({ code: '22012' }),
      expect.objectContaining({ code: '42703' }),
      2,
    ]);
  });

  it('statements of one name that cannot be parsed say each why, and not that they were not prepared', async () => {
    const { pipelined, admin } = await setup({ connections: 1 });
    const read = (): Promise<unknown> => valueOf(pipelined, 'SELECT id FROM later', [], 'Later');
    const missing = expect.objectContaining({ code: '42P01' });
    expect(await outcomes([read(), read(), read(), valueOf(pipelined, 'SELECT 1')])).toEqual([
      missing,
      missing,
      missing,
      1,
    ]);
    await admin.query('CREATE TABLE later AS SELECT 7 AS id');
    expect(await Promise.all([read(), read()])).toEqual([7, 7]);
  });

  it('one whose preparation was cancelled does not take those of its name along', async () => {
    const context = await setup({ connections: 1 });
    const { pipelined, admin } = context;
    const { waiting } = await obstacle(context);
    await admin.query('CREATE TABLE busy AS SELECT 7 AS id');
    await admin.query('BEGIN; LOCK TABLE busy');
    const reads = outcomes(
      Array.from({ length: 6 }, async () => valueOf(pipelined, 'SELECT id FROM busy', [], 'Busy')),
    );
    await waiting();
    await admin.query(
      `SELECT pg_cancel_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE NOT granted AND datname = current_database()`,
    );
    await admin.query('COMMIT');
    expect(await reads).toEqual([expect.objectContaining({ code: '57014' }), 7, 7, 7, 7, 7]);
  });

  it('nor batches', async () => {
    const context = await setup({ connections: 1 });
    const { pipelined, admin } = context;
    const { waiting } = await obstacle(context);
    await admin.query('CREATE TABLE busy (id int)');
    await admin.query('BEGIN; LOCK TABLE busy');
    const insert = { name: 'Busy', text: 'INSERT INTO busy VALUES ($1)' };
    const batches = outcomes([1, 2, 3].map(async (n) => batchexec(pipelined, insert, [n, n], (id) => [id])));
    await waiting();
    await admin.query(
      `SELECT pg_cancel_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE NOT granted AND datname = current_database()`,
    );
    await admin.query('COMMIT');
    const cancelled = expect.objectContaining({ index: 0, cause: expect.objectContaining({ code: '57014' }) });
    expect(await batches).toEqual([cancelled, undefined, undefined]);
    expect((await admin.query('SELECT array_agg(id ORDER BY id) AS ids FROM busy')).rows).toEqual([
      { ids: [2, 2, 3, 3] },
    ]);
  });

  it('a procedure that says the same of a statement of its own is not run again', async () => {
    const { pipelined, admin } = await setup({ connections: 1 });
    await admin.query(`
      CREATE TABLE log (n int);
      CREATE PROCEDURE record() LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO log VALUES (1); COMMIT; EXECUTE 'EXECUTE nothing_prepared'; END $$`);
    await expect(valueOf(pipelined, 'CALL record()', [], 'Record')).rejects.toMatchObject({ code: '26000' });
    expect((await admin.query('SELECT n FROM log')).rows).toEqual([{ n: 1 }]);
  });

  it('a value that cannot be written is refused before anything is sent', async () => {
    const { pipelined } = await setup({ connections: 1 });
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    const read = (value: unknown): Promise<unknown> => valueOf(pipelined, 'SELECT $1::jsonb', [value], 'Document');
    const [first, failed, last] = await outcomes([read({ a: 1 }), read(circular), read({ b: [2] })]);
    expect([first, last]).toEqual([{ a: 1 }, { b: [2] }]);
    expect(failed).toBeInstanceOf(TypeError);
    expect(await read({ c: 3 })).toEqual({ c: 3 });
  });

  it('each has the type parsers it brings, and one that throws fails alone', async () => {
    const { pipelined } = await setup({ connections: 1 });
    const read = (parse: (text: string) => unknown): Promise<unknown> =>
      pipelined.query({ ...statement('SELECT 1 AS n', [], 'One'), types: { getTypeParser: () => parse } });
    const [text, failed, number] = await outcomes([
      read((value) => `text ${value}`),
      read(() => {
        throw new Error('unreadable');
      }),
      read(Number),
    ]);
    expect(text).toMatchObject({ rows: [['text 1']] });
    expect(failed).toMatchObject({ message: 'unreadable' });
    expect(number).toMatchObject({ rows: [[1]] });
  });

  it('notices reach the client, and nobody else', async () => {
    const notices: unknown[] = [];
    const { pipelined } = await setup({
      connections: 1,
      onConnect: (client) => client.on('notice', ({ message }) => notices.push(message)),
    });
    expect(
      await Promise.all([
        valueOf(pipelined, 'SELECT 1'),
        valueOf(pipelined, "DO $$ BEGIN RAISE NOTICE 'hello'; END $$"),
        valueOf(pipelined, 'SELECT 2'),
      ]),
    ).toEqual([1, undefined, 2]);
    expect(notices).toEqual(['hello']);
  });

  it('whatever is sent at once, each statement has its own answer', async () => {
    const { pipelined, admin } = await setup({ connections: 3 });
    await admin.query('CREATE TABLE log (n int)');
    const kinds = {
      named: async (n: number) => expect(await valueOf(pipelined, 'SELECT $1::int', [n], 'Named')).toBe(n),
      unnamed: async (n: number) => expect(await valueOf(pipelined, `SELECT ${n}`)).toBe(n),
      rows: async (n: number) =>
        expect((await pipelined.query(statement('SELECT generate_series(1, $1::int)', [n], 'Rows'))).rows).toHaveLength(
          n,
        ),
      write: async (n: number) =>
        expect(await valueOf(pipelined, 'INSERT INTO log VALUES ($1) RETURNING n', [n], 'Write')).toBe(n),
      unparsable: async (n: number) =>
        expect(valueOf(pipelined, `SELECT x${n % 3}`, [], `Unparsable${n % 3}`)).rejects.toMatchObject({
          code: '42703',
        }),
      failing: async (n: number) =>
        expect(valueOf(pipelined, 'SELECT $1::int / 0', [n], 'Failing')).rejects.toMatchObject({ code: '22012' }),
      batch: async (n: number) =>
        batchexec(pipelined, { name: 'Log', text: 'INSERT INTO log VALUES ($1)' }, [n, n], (item) => [item]),
    };
    const names = fc.constantFrom('named', 'unnamed', 'rows', 'write', 'unparsable', 'failing', 'batch');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, fc.nat(200)), { maxLength: 40 }), async (statements) => {
        await admin.query('TRUNCATE log');
        await Promise.all(statements.map(async ([kind, n]) => kinds[kind](n)));
        const written = statements.flatMap(([kind, n]) => (kind === 'write' ? [n] : kind === 'batch' ? [n, n] : []));
        const { rows } = await admin.query<{ n: number }>('SELECT n FROM log ORDER BY n');
        expect(rows.map(({ n }) => n)).toEqual(written.toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });
});

describe('connections', () => {
  it('each is made when it is needed, up to the most, and each prepares a name once', async () => {
    const context = await setup({ connections: 3 });
    const { pipelined } = context;
    expect(await sessions(context)).toBe(0);
    for (const n of [1, 2, 3]) expect(await valueOf(pipelined, 'SELECT $1::int', [n], 'Get')).toBe(n);
    expect(await sessions(context)).toBe(1);
    await Promise.all(Array.from({ length: 30 }, (_, n) => valueOf(pipelined, 'SELECT $1::int', [n], 'Get')));
    expect(await sessions(context)).toBe(3);
    expect((await pipelined.query(statement('SELECT name FROM pg_prepared_statements'))).rows).toEqual([['Get']]);
  });

  it('a slow statement holds up those behind it, and new ones go to the connection with fewer under way', async () => {
    const context = await setup({ connections: 1 });
    const { text, waiting, release } = await obstacle(context);
    const slow = valueOf(context.pipelined, text);
    let behind: unknown = 'still waiting';
    const second = valueOf(context.pipelined, 'SELECT 2').then((value) => (behind = value));
    await waiting();
    expect(behind).toBe('still waiting');
    const url = context.url;
    await using two = new PipelinedConnections(() => new Client({ connectionString: url, pipeline: true }));
    const alsoSlow = valueOf(two, text);
    await waiting(2);
    const opensAnother = valueOf(two, 'SELECT 1');
    const behindIt = valueOf(two, 'SELECT 2');
    await opensAnother;
    // Two are under way on the first connection, and one on the second when the other of these comes.
    expect(await Promise.all([valueOf(two, 'SELECT 3'), valueOf(two, 'SELECT 4')])).toEqual([3, 4]);
    await release();
    await Promise.all([slow, second, alsoSlow, behindIt]);
    expect(behind).toBe(2);
  });

  it('how many must be a whole number from 1', () => {
    for (const connections of [0, -1, 1.5, Number.NaN])
      expect(() => new PipelinedConnections(() => new Client({ pipeline: true }), { connections })).toThrow(RangeError);
  });
});

describe('what concerns the session', () => {
  it.each([
    'BEGIN',
    'start transaction',
    '  -- first\n /* then * */ commit',
    'ROLLBACK TO a',
    'SET search_path = a',
    'LISTEN a',
    'COPY things FROM STDIN',
    'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
    'CREATE TEMP TABLE a (b int)',
    'CREATE LOCAL TEMPORARY TABLE a (b int)',
    'CREATE OR REPLACE TEMP VIEW a AS SELECT 1',
    'CREATE /* only here */ TEMP SEQUENCE a',
    '/* one /* in */ another */ SET search_path = a',
    '-- a line may end so\rSET search_path = a',
    '; SET search_path = a',
  ])('is refused: %s', async (text) => {
    const context = await setup();
    await expect(valueOf(context.pipelined, text, [], 'Named')).rejects.toMatchObject({
      code: 'STATEMENT_REFUSED',
      message: expect.stringContaining('Named'),
    });
    expect(await sessions(context)).toBe(0);
  });

  it.each([
    'SELECT 1 AS begin',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    '/* set */ SELECT 1',
    '(SELECT 1)',
    '-- set\n/* /* */ begin */ SELECT 1',
  ])('does not take words for it that stand elsewhere: %s', async (text) => {
    const { pipelined } = await setup();
    expect(await valueOf(pipelined, text)).toBe(1);
  });

  it('a text of many comments is refused or passed in no time', async () => {
    const { pipelined } = await setup();
    expect(await valueOf(pipelined, `${'/* a */ -- b\n'.repeat(2000)} SELECT 1`)).toBe(1);
  });

  it('a transaction that was hidden in a text ends with its connection, and takes nothing along unnoticed', async () => {
    const { pipelined, admin } = await setup({ connections: 1 });
    await admin.query('CREATE TABLE things (id int PRIMARY KEY)');
    const insert = (id: number): Promise<unknown> =>
      valueOf(pipelined, 'INSERT INTO things VALUES ($1) RETURNING id', [id], 'Insert');
    expect(await outcomes([insert(1), valueOf(pipelined, 'SELECT 1; BEGIN'), insert(2), insert(3)])).toEqual([
      1,
      expect.objectContaining({ code: 'STATEMENT_REFUSED' }),
      expect.objectContaining({ code: 'CONNECTION_LOST' }),
      expect.objectContaining({ code: 'CONNECTION_LOST' }),
    ]);
    expect(await insert(4)).toBe(4);
    const { rows } = await admin.query('SELECT array_agg(id ORDER BY id) AS ids FROM things');
    expect(rows).toEqual([{ ids: [1, 4] }]);
  });

  it('one that failed is noticed by the next statement, and by none behind it', async () => {
    const { pipelined } = await setup({ connections: 1 });
    await expect(valueOf(pipelined, 'SELECT 1; BEGIN; SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(valueOf(pipelined, 'SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    expect(await valueOf(pipelined, 'SELECT 1')).toBe(1);
  });
});
