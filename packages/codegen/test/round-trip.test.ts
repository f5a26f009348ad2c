import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generate } from '../src/run.ts';
import { createTemporaryProject, PLAIN_CONFIG } from './support/project.ts';
import { TYPE_SAMPLES, type TypeSample } from './support/type-samples.ts';

/**
 * Every type of PostgreSQL, alone, in arrays of one and two dimensions, under a domain and inside of composite types:
 * what is written through generated code is what it reads, and what the database holds.
 */
const RUNTIME = path.resolve(import.meta.dirname, '../../query-runtime/src/index.ts');

const schema = [
  `CREATE TYPE mood AS ENUM ('sad', 'so so', 'a,"b"', 'back\\slash', 'NULL')`,
  ...TYPE_SAMPLES.flatMap(({ name, sql }) => [
    `CREATE DOMAIN d_${name} AS ${sql}`,
    `CREATE DOMAIN l_${name} AS ${sql}[]`,
    `CREATE TYPE c_${name} AS (value ${sql}, list ${sql}[], domained d_${name})`,
    `CREATE TYPE n_${name} AS (note text, inner_value c_${name}, inner_list c_${name}[])`,
    `CREATE TABLE t_${name} (value ${sql}, list ${sql}[], grid ${sql}[][], domained d_${name}, domains d_${name}[], list_domain l_${name},
      composite c_${name}, composites c_${name}[], nested n_${name})`,
  ]),
].join(';\n');

const COLUMNS = 'value list grid domained domains list_domain composite composites nested'.split(' ');
const queries = TYPE_SAMPLES.map(
  ({ name }) =>
    `/* @name write_${name} */ -- :one\nINSERT INTO t_${name} (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `:${column}`).join(', ')}) RETURNING *;\n`,
).join('\n');

type Write = (db: Client, params: Record<string, unknown>) => Promise<Record<string, unknown>>;
const Generated = z.record(z.string(), z.unknown());
function isWrite(value: unknown): value is Write {
  return typeof value === 'function';
}

let server: EmbeddedPostgres;
let project: ReturnType<typeof createTemporaryProject>;
let client: Client;
let generated: Record<string, unknown>;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  project = createTemporaryProject({
    'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen: { runtime: RUNTIME, importExtension: '.ts' } }),
    'db/migrations/0001_types.sql': `${schema};\n`,
    'packages/a/queries/types.sql': queries,
  });
  const result = await generate({ config: project.config, databaseUrl: server.url() });
  if (result.diagnostics.length > 0) throw new Error(JSON.stringify(result.diagnostics));
  const file = path.join(project.root, 'packages/a/src/generated/types.sql.ts');
  generated = Generated.parse(await import(pathToFileURL(file).href));
  client = new Client({ connectionString: server.url() });
  await client.connect();
  await client.query(schema);
}, 60_000);
afterAll(async () => {
  await client.end();
  await server.stop();
  project.remove();
});

const timeZone = process.env['TZ'];
afterEach(() => {
  if (timeZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = timeZone;
});

/** Values of a type, with the texts that PostgreSQL writes for them. */
async function valuesOf({ sql, text, value, ask = "format('%s', sample)" }: TypeSample) {
  const values: unknown[] = [];
  const texts: string[] = [];
  const statement = `SELECT format('%s', sample) AS stored, (${ask})::text AS asked FROM (SELECT $1::${sql} AS sample)`;
  for (const sample of fc.sample(text, 80)) {
    try {
      const { rows } = await client.query<{ stored: string; asked: string }>(statement, [sample]);
      for (const { stored, asked } of rows) {
        texts.push(stored);
        values.push(value === undefined ? asked : value(asked));
      }
    } catch {
      // Not every text that is put together is one: a range may end before it begins.
    }
  }
  return { values, texts };
}

function rowsOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const orNull = fc.option(value, { freq: 4 });
  const list = fc.option(fc.array(orNull, { maxLength: 4 }), { freq: 5 });
  const grid = fc
    .integer({ min: 1, max: 3 })
    .chain((width) => fc.array(fc.array(orNull, { minLength: width, maxLength: width }), { maxLength: 3 }));
  const composite = fc.record({ value: orNull, list, domained: orNull });
  const nested = fc.record({
    note: fc.constantFrom(null, '', 'say "hi", (you)\\'),
    innerValue: fc.option(composite),
    innerList: fc.option(fc.array(fc.option(composite), { maxLength: 3 })),
  });
  return fc.record({
    value: orNull,
    list,
    grid: fc.option(grid, { freq: 5 }),
    domained: orNull,
    domains: list,
    listDomain: list,
    composite: fc.option(composite),
    composites: fc.option(fc.array(fc.option(composite), { maxLength: 3 })),
    nested: fc.option(nested),
  });
}

/** Rows that were stored as something else than was meant, although they are read back as it; there must be none. */
async function roundTrip(sample: TypeSample): Promise<unknown[]> {
  const { values, texts } = await valuesOf(sample);
  const { name } = sample;
  await client.query(`TRUNCATE t_${name}`);
  const write = generated[`write${name.replaceAll(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase())}`];
  if (!isWrite(write)) throw new Error(`nothing was generated for ${name}`);
  await fc.assert(
    fc.asyncProperty(rowsOf(fc.constantFrom(...values)), async (row) => {
      const params = Object.fromEntries(
        COLUMNS.map((column) => [column, row[column.replaceAll(/_([a-z])/g, (_, next: string) => next.toUpperCase())]]),
      );
      expect(await write(client, params)).toEqual(row);
    }),
    { numRuns: 40 },
  );
  const { rows } = await client.query(
    `SELECT value FROM t_${name} WHERE value IS NOT NULL AND format('%s', value) <> ALL ($1::text[])`,
    [texts],
  );
  return values.length > 20 ? rows : ['too few values to prove anything'];
}

describe.each(TYPE_SAMPLES)('$name', (sample) => {
  it('comes back as it was written', async () => {
    expect(await roundTrip(sample)).toEqual([]);
  });
});

describe.each(['America/New_York', 'Pacific/Apia', 'America/Sao_Paulo', 'Asia/Kathmandu'])('in %s', (zone) => {
  it.each(TYPE_SAMPLES.filter(({ name }) => /date|time|interval|ts/.test(name)))('$name', async (sample) => {
    process.env['TZ'] = zone;
    await client.query(`SET TimeZone = '${zone}'`);
    try {
      expect(await roundTrip(sample)).toEqual([]);
    } finally {
      await client.query("SET TimeZone = 'UTC'");
    }
  });
});

it('the time zone of the process is really another', () => {
  process.env['TZ'] = 'Pacific/Apia';
  // Apia went from the 29th of December 2011 straight to the 31st.
  expect(new Date(2011, 11, 30).getDate()).toBe(31);
});
