import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CodegenOptions } from '../src/config/schema.ts';
import { generate } from '../src/run.ts';
import { createTemporaryProject, PLAIN_CONFIG } from './support/project.ts';

/** Values through generated code, whatever a role or a session has set, by every choice that the config has. */
const RUNTIME = path.resolve(import.meta.dirname, '../../query-runtime/src/index.ts');
const SCHEMA = `
CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION pgcrypto;
CREATE TYPE mood AS ENUM ('sad', 'so so');
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE things (
  at timestamptz, on_day date, local timestamp, lasts interval, bytes bytea, ratio float8, single float4, big int8, bigs int8[], amount numeric,
  mood mood, moods mood[], name citext, names citext[], tags hstore, place ltree, span span, spans span[], letter "char", class regclass, ats timestamptz[]);
`;
const QUERIES = `/* @name write */ -- :one
INSERT INTO things (at, on_day, local, lasts, bytes, ratio, single, big, bigs, amount, mood, moods, name, names, tags, place, span, spans, letter, class, ats)
VALUES (:at, :onDay, :local, :lasts, :bytes, :ratio, :single, :big, :bigs, :amount, :mood, :moods, :name, :names, :tags, :place, :span, :spans, :letter, :class, :ats) RETURNING *;

/* @name readBounds */ -- :many
SELECT ('[0:1]={7,8}'::int8[]) AS bounds, '{}'::int8[] AS empty, lower('[2,3)'::int8range) AS low;
`;

type Run = (db: Client, params?: Record<string, unknown>) => Promise<unknown>;
function isRun(value: unknown): value is Run {
  return typeof value === 'function';
}

let server: EmbeddedPostgres;
const projects: ReturnType<typeof createTemporaryProject>[] = [];
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  await using client = await connect();
  await client.query(SCHEMA);
}, 60_000);
afterAll(async () => {
  await server.stop();
  for (const project of projects) project.remove();
});

async function connect(...settings: string[]): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  for (const setting of settings) await client.query(setting);
  return Object.assign(client, { [Symbol.asyncDispose]: async () => client.end() });
}

async function generated(codegen: Partial<CodegenOptions>): Promise<(name: string) => Run> {
  const project = createTemporaryProject({
    'pgtyped.config.json': JSON.stringify({
      ...PLAIN_CONFIG,
      codegen: { runtime: RUNTIME, importExtension: '.ts', ...codegen },
    }),
    'db/migrations/0001_things.sql': SCHEMA,
    'packages/a/queries/things.sql': QUERIES,
  });
  projects.push(project);
  const { diagnostics } = await generate({ config: project.config, databaseUrl: server.url() });
  expect(diagnostics).toEqual([]);
  const file = path.join(project.root, 'packages/a/src/generated/things.sql.ts');
  const module = z.record(z.string(), z.unknown()).parse(await import(pathToFileURL(file).href));
  return (name) => {
    const run = module[name];
    if (!isRun(run)) throw new Error(`no ${name}`);
    return run;
  };
}

const AT = new Date('1850-06-07T08:09:10.111Z');
const row = (big: unknown): Record<string, unknown> => ({
  at: AT,
  onDay: '0044-03-15 BC',
  local: '294276-12-31 23:59:59.999999',
  lasts: '1 year 2 mons -3 days +04:05:06.789',
  bytes: Buffer.from([0, 92, 39, 200]),
  ratio: -0,
  single: 0.1,
  big,
  bigs: [big, null],
  amount: 'NaN',
  mood: 'so so',
  moods: ['sad', null],
  name: 'Ünï',
  names: ['a', 'NULL'],
  tags: '"a"=>"b,\\"c", "d"=>NULL',
  place: 'top.mid_1.low',
  span: '[1.5,2.5)',
  spans: ['(,3)', 'empty'],
  letter: 'x',
  class: 'pg_class',
  ats: [AT, null, new Date('0001-01-01T00:00:00Z')],
});

describe.each([
  ['number', 9007199254740991],
  ['bigint', 9223372036854775807n],
  ['string', '-9223372036854775808'],
] as const)('int8 as %s', (int8, big) => {
  it.each([{}, { arrayElements: 'notNull' as const }, { enums: 'const' as const }])('with %o', async (options) => {
    const run = await generated({ int8, ...options });
    await using client = await connect();
    expect(await run('write')(client, row(big))).toEqual(row(big));
    const seven = { number: 7, bigint: 7n, string: '7' }[int8];
    const eight = { number: 8, bigint: 8n, string: '8' }[int8];
    const two = { number: 2, bigint: 2n, string: '2' }[int8];
    expect(await run('readBounds')(client)).toEqual([{ bounds: [seven, eight], empty: [], low: two }]);
  });
});

describe('what a session has set', () => {
  it.each([
    [[]],
    [["SET IntervalStyle = 'iso_8601'"]],
    [["SET IntervalStyle = 'sql_standard'"]],
    [["SET IntervalStyle = 'postgres_verbose'"]],
    [["SET bytea_output = 'escape'"]],
    [['SET extra_float_digits = 3']],
    [["SET TimeZone = 'Asia/Kathmandu'"]],
    [["SET TimeZone = 'America/New_York'", "SET bytea_output = 'escape'"]],
    [["SET TimeZone = 'Asia/Kolkata'"]],
    [["SET DateStyle = 'ISO, DMY'"]],
    [["SET DateStyle = 'ISO, YMD'"]],
  ])('%j changes no value', async (settings) => {
    const run = await generated({ int8: 'bigint' });
    await using client = await connect(...settings);
    const written = z.record(z.string(), z.unknown()).parse(await run('write')(client, row(5n)));
    // The text of an interval is the session's.
    const { lasts, ...others } = written;
    const { lasts: meant, ...expected } = row(5n);
    expect(others).toEqual(expected);
    const { rows } = await client.query<{ same: boolean }>('SELECT $1::interval = $2::interval AS same', [
      lasts,
      meant,
    ]);
    expect(rows).toEqual([{ same: true }]);
  });

  it.each([["SET DateStyle = 'German'"], ["SET DateStyle = 'SQL, DMY'"], ["SET DateStyle = 'Postgres'"]])(
    '%s is said to be no date, and never another',
    async (setting) => {
      const run = await generated({});
      await using client = await connect(setting);
      const params = { ...row(5), local: '2024-01-02 03:04:05', onDay: '2024-01-02' };
      await expect(run('write')(client, params)).rejects.toMatchObject({ code: 'NOT_A_DATE' });
    },
  );
});
