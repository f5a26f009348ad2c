import { DatabaseError, isDatabaseError, type DatabaseErrorCode } from '@kongflow/database';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { mapError } from '../src/map-error.ts';
import { failureOf, open, setup, sql } from './support/setup.ts';

const secret = 'tr_dev_verysecretvalue';
const secretNumber = 987_654_321;

interface Case {
  readonly sqlState: string;
  readonly code: DatabaseErrorCode;
  readonly text: string;
  readonly values?: unknown[];
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly isRetryable?: boolean;
}

const schema = `
  CREATE TABLE parents (id int CONSTRAINT parents_pkey PRIMARY KEY, key text CONSTRAINT parents_key_key UNIQUE, short varchar(3),
    needed text NOT NULL DEFAULT '', n int CONSTRAINT parents_n_check CHECK (n > 0), during int4range,
    CONSTRAINT parents_during_excl EXCLUDE USING gist (during WITH &&));
  CREATE TABLE children (parent_id int CONSTRAINT children_parent_id_fkey REFERENCES parents (id));
  INSERT INTO parents (id, key, during) VALUES (1, '${secret}', '[1,9)');
  CREATE FUNCTION always_fails() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'limit reached' USING ERRCODE = 'KF001'; END $$;
`;

const cases: Case[] = [
  {
    sqlState: '23505',
    code: 'UNIQUE_VIOLATION',
    text: 'INSERT INTO parents (id, key) VALUES (2, $1)',
    values: [secret],
    constraint: 'parents_key_key',
    table: 'parents',
  },
  {
    sqlState: '23503',
    code: 'FOREIGN_KEY_VIOLATION',
    text: 'INSERT INTO children VALUES ($1)',
    values: [secretNumber],
    constraint: 'children_parent_id_fkey',
    table: 'children',
  },
  {
    sqlState: '23502',
    code: 'NOT_NULL_VIOLATION',
    text: 'INSERT INTO parents (id, key, needed) VALUES (2, $1, NULL)',
    values: [secret],
    column: 'needed',
    table: 'parents',
  },
  {
    sqlState: '23514',
    code: 'CHECK_VIOLATION',
    text: 'INSERT INTO parents (id, key, n) VALUES (2, $1, -1)',
    values: [secret],
    constraint: 'parents_n_check',
    table: 'parents',
  },
  {
    sqlState: '23P01',
    code: 'EXCLUSION_VIOLATION',
    text: "INSERT INTO parents (id, during) VALUES (2, '[5,7)')",
    constraint: 'parents_during_excl',
  },
  { sqlState: '22P02', code: 'INVALID_TEXT', text: 'SELECT $1::uuid', values: [secret] },
  { sqlState: '22P02', code: 'INVALID_TEXT', text: 'SELECT $1::jsonb', values: [`{"a": ${secret}}`] },
  {
    sqlState: '22P05',
    code: 'INVALID_TEXT',
    text: 'SELECT $1::jsonb',
    values: [JSON.stringify({ secret, nul: '\0' })],
  },
  { sqlState: '22021', code: 'INVALID_TEXT', text: 'SELECT $1::text', values: [`${secret}\0`] },
  { sqlState: '22007', code: 'INVALID_TEXT', text: 'SELECT $1::timestamptz', values: [secret] },
  { sqlState: '22008', code: 'VALUE_OUT_OF_RANGE', text: 'SELECT $1::date', values: ['2024-02-31'] },
  {
    sqlState: '22001',
    code: 'VALUE_TOO_LONG',
    text: 'INSERT INTO parents (id, short) VALUES (2, $1)',
    values: [secret],
  },
  { sqlState: '22003', code: 'VALUE_OUT_OF_RANGE', text: 'SELECT $1::smallint', values: [secretNumber] },
  { sqlState: '22012', code: 'QUERY_FAILED', text: 'SELECT 1 / 0' },
  { sqlState: '42P01', code: 'UNDEFINED_OBJECT', text: 'SELECT * FROM nowhere' },
  { sqlState: '42703', code: 'UNDEFINED_OBJECT', text: 'SELECT nothing FROM parents' },
  { sqlState: '42704', code: 'UNDEFINED_OBJECT', text: 'SELECT NULL::no_such_type' },
  { sqlState: '42883', code: 'UNDEFINED_OBJECT', text: 'SELECT no_such_function()' },
  { sqlState: '3F000', code: 'UNDEFINED_OBJECT', text: 'CREATE TABLE nowhere.things ()' },
  { sqlState: '42601', code: 'QUERY_FAILED', text: 'SELEC 1' },
  {
    sqlState: '57014',
    code: 'TIMEOUT',
    text: "SELECT set_config('statement_timeout', '10', false), pg_sleep(0); SELECT pg_sleep(60)",
    isRetryable: true,
  },
  { sqlState: 'KF001', code: 'QUERY_FAILED', text: 'SELECT always_fails()' },
];

async function prepared() {
  const { database, url } = await setup({ max: 1 });
  await sql(database, schema);
  return { database, url };
}

test.each(cases)(
  'SQLSTATE $sqlState of a real server is $code: $text',
  async ({ sqlState, code, text, values = [], ...places }) => {
    const { database } = await prepared();
    const error = await failureOf(sql(database, text, values));
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ name: 'DatabaseError', code, sqlState, isRetryable: false, ...places });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(
      new RegExp(`${secret}|${secretNumber}|2024-02-31`),
    );
    const named = [places.constraint, places.table, places.column].filter((place) => place !== undefined);
    expect(named.filter((place) => !String(error).includes(`"${place}"`))).toEqual([]);
  },
);

test('a lock that is not free is a retryable error', async () => {
  const { database, url } = await prepared();
  const other = open(url);
  await database.transaction(async (tx) => {
    await sql(tx, 'SELECT 1 FROM parents FOR UPDATE');
    const denied = sql(other, 'SELECT 1 FROM parents FOR UPDATE NOWAIT');
    await expect(denied).rejects.toMatchObject({ code: 'LOCK_NOT_AVAILABLE', sqlState: '55P03', isRetryable: true });
  });
});

test('what a role may not do is PERMISSION_DENIED', async () => {
  const { database } = await prepared();
  await sql(database, 'SET ROLE pg_monitor');
  await expect(sql(database, 'SELECT * FROM parents')).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    sqlState: '42501',
  });
});

test('a refused login and a missing database are connection errors without the password', async () => {
  const { url } = await setup();
  const wrong = new URL(url);
  // an unknown role, as a server that trusts local connections takes any password
  wrong.username = 'nobody_here';
  wrong.password = 'hunter2';
  await expect(sql(open(wrong.href), 'SELECT 1')).rejects.toMatchObject({
    code: 'CONNECTION',
    sqlState: expect.stringMatching(/^28(P01|000)$/),
    message: expect.not.stringContaining('hunter2'),
  });
  const missing = new URL(url);
  missing.pathname = '/nowhere';
  await expect(sql(open(missing.href), 'SELECT 1')).rejects.toMatchObject({ code: 'CONNECTION', sqlState: '3D000' });
});

test('a statement is named in its error', async () => {
  const { database } = await prepared();
  await expect(sql(database, 'SELECT $1::uuid', ['x'], 'GetJob_1a2b')).rejects.toThrow('statement GetJob_1a2b');
});

/** What the server says in situations that a test cannot bring about, or not cheaply. */
test.each<[string, DatabaseErrorCode, boolean]>([
  ['40001', 'SERIALIZATION_FAILURE', true],
  ['40P01', 'DEADLOCK', true],
  ['25P03', 'TIMEOUT', true],
  ['25P04', 'TIMEOUT', true],
  ['53300', 'CONNECTION', true],
  ['57P01', 'CONNECTION', true],
  ['57P02', 'CONNECTION', true],
  ['57P03', 'CONNECTION', true],
  ['57P04', 'CONNECTION', false],
  ['57P05', 'CONNECTION', true],
  ['08006', 'CONNECTION', false],
  ['08P01', 'CONNECTION', false],
  ['28000', 'CONNECTION', false],
  ['23001', 'QUERY_FAILED', false],
  ['53100', 'QUERY_FAILED', false],
  ['XX000', 'QUERY_FAILED', false],
])('SQLSTATE %s is %s, retryable: %s', (sqlState, code, isRetryable) => {
  const raw = Object.assign(new Error('what the server says'), { code: sqlState, severity: 'ERROR', detail: secret });
  const error = mapError(raw);
  expect(error).toMatchObject({ code, sqlState, isRetryable });
  expect(inspect(error, { depth: 10 })).not.toContain(secret);
});

test.each<[string, Error, DatabaseErrorCode, boolean]>([
  [
    'refused',
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    'CONNECTION',
    true,
  ],
  [
    'both addresses refused',
    new AggregateError([Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' })], ''),
    'CONNECTION',
    true,
  ],
  ['name unknown', Object.assign(new Error('getaddrinfo ENOTFOUND db'), { code: 'ENOTFOUND' }), 'CONNECTION', true],
  ['reset', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'CONNECTION', false],
  ['terminated', new Error('Connection terminated unexpectedly'), 'CONNECTION', false],
  ['unusable client', new Error('Client has encountered a connection error and is not queryable'), 'CONNECTION', false],
  ['pool exhausted', new Error('timeout exceeded when trying to connect'), 'TIMEOUT', true],
  ['no answer', new Error('Query read timeout'), 'TIMEOUT', false],
  ['pool closed', new Error('Cannot use a pool after calling end on the pool'), 'CONNECTION', false],
  ['anything else', new TypeError('Converting circular structure to JSON'), 'QUERY_FAILED', false],
])('an error of the client: %s', (_, raw, code, isRetryable) => {
  expect(mapError(raw)).toMatchObject({ code, isRetryable, sqlState: null });
  expect(mapError(raw).message).not.toMatch(/: $/);
});

test('what is not an error is one afterwards, and a mapped error stays as it is', () => {
  expect(mapError('boom')).toMatchObject({ code: 'QUERY_FAILED', cause: 'boom' });
  const mapped = new DatabaseError('DEADLOCK', 'x');
  expect(mapError(mapped)).toBe(mapped);
});

test('isDatabaseError asks for the code and, if given, the constraint', () => {
  const error = new DatabaseError('UNIQUE_VIOLATION', 'x', { constraint: 'users_email_key' });
  expect(isDatabaseError(error, 'UNIQUE_VIOLATION')).toBe(true);
  expect(isDatabaseError(error, 'UNIQUE_VIOLATION', 'users_email_key')).toBe(true);
  expect(isDatabaseError(error, 'UNIQUE_VIOLATION', 'users_pkey')).toBe(false);
  expect(isDatabaseError(error, 'DEADLOCK')).toBe(false);
  expect(isDatabaseError(new Error('x'), 'UNIQUE_VIOLATION')).toBe(false);
});
