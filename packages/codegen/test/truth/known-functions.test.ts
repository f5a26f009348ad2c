import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOTAL_FUNCTIONS, TOTAL_STRICT_FUNCTIONS } from '../../src/analysis/known-functions.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { argumentLists, nullsAmong, PROBE } from './probe.ts';

/**
 * Every built-in function, operator and cast, on values that are likely to be special and none of them null: where one
 * returns null all the same, the analysis says so.
 */
let server: EmbeddedPostgres;
let client: Client;
let compiler: TestCompiler;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  client = new Client({ connectionString: server.url() });
  await client.connect();
  await client.query(`${PROBE} SET client_min_messages = error; CREATE SEQUENCE numbers;`);
  compiler = await openCompiler('CREATE SEQUENCE numbers;');
}, 60_000);
afterAll(async () => {
  await client.end();
  await server.stop();
  await compiler[Symbol.asyncDispose]();
});

/** Of expressions that are null, those that are said never to be. */
async function lies(nulls: readonly string[]): Promise<string[]> {
  if (nulls.length === 0) return [];
  const queries = nulls.map((expression, index) => `/* @name Q${index} */ -- :many\nSELECT ${expression} AS value;\n`);
  const compiled = await compiler.compile(queries.join('\n'));
  return compiled.flatMap(({ columns: [column], text }) => (column?.nullable === false ? [text] : []));
}

/** What is called, as SQL of its arguments. */
interface Callable {
  readonly args: string[];
  readonly write: (args: readonly string[]) => string;
}

async function probeAll(callables: readonly Callable[]): Promise<{ tried: number; nulls: number; lies: string[] }> {
  const nulls: string[] = [];
  let tried = 0;
  for (const { args, write } of callables) {
    const found = await nullsAmong(client, argumentLists(args).map(write));
    tried += found.values > 0 ? 1 : 0;
    nulls.push(...found.nulls.slice(0, 3), ...found.nulls.slice(-3));
  }
  return { tried, nulls: nulls.length, lies: await lies([...new Set(nulls)]) };
}

const ARGUMENTS = `ARRAY(SELECT t.typname::text FROM unnest(proargtypes) WITH ORDINALITY AS u(oid, n) JOIN pg_type t USING (oid) ORDER BY n)`;

describe('what is null on values that are not is said to be null at times', () => {
  it('of functions', { timeout: 120_000 }, async () => {
    const { rows } = await client.query<{ name: string; args: string[] }>(
      `SELECT proname AS name, ${ARGUMENTS} AS args FROM pg_proc
       WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND NOT proretset AND proname = ANY ($1)`,
      [[...TOTAL_FUNCTIONS, ...TOTAL_STRICT_FUNCTIONS]],
    );
    const result = await probeAll(
      rows.map(({ name, args }) => ({ args, write: (values) => `pg_catalog."${name}"(${values.join(', ')})` })),
    );
    expect(result.lies).toEqual([]);
    expect(result.nulls).toBeGreaterThan(20);
    expect(result.tried / rows.length).toBeGreaterThan(0.9);
  });

  it('of operators', { timeout: 120_000 }, async () => {
    const { rows } = await client.query<{ name: string; left: string | null; right: string }>(
      `SELECT oprname AS name, l.typname::text AS left, r.typname::text AS right FROM pg_operator o
       LEFT JOIN pg_type l ON l.oid = oprleft JOIN pg_type r ON r.oid = oprright WHERE oprnamespace = 'pg_catalog'::regnamespace`,
    );
    const result = await probeAll(
      rows.map(({ name, left, right }) => ({
        args: left === null ? [right] : [left, right],
        write: ([first = '', second]) =>
          second === undefined
            ? `(OPERATOR(pg_catalog.${name}) ${first})`
            : `(${first} OPERATOR(pg_catalog.${name}) ${second})`,
      })),
    );
    expect(result.lies).toEqual([]);
    expect(result.nulls).toBeGreaterThan(50);
    expect(result.tried / rows.length).toBeGreaterThan(0.75);
  });

  it('of casts', { timeout: 120_000 }, async () => {
    const { rows } = await client.query<{ source: string; target: string }>(
      `SELECT s.typname::text AS source, t.typname::text AS target FROM pg_cast c
       JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget WHERE castfunc <> 0`,
    );
    const result = await probeAll(
      rows.map(({ source, target }) => ({ args: [source], write: ([value = '']) => `${value}::"${target}"` })),
    );
    expect(result.lies).toEqual([]);
    expect(result.nulls).toBeGreaterThan(8);
    expect(result.tried / rows.length).toBeGreaterThan(0.6);
  });
});
