import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generate } from '../../src/run.ts';
import { createTemporaryProject, PLAIN_CONFIG } from '../support/project.ts';
import { TYPE_SAMPLES } from '../support/type-samples.ts';

/**
 * The schema of a set of parameters, and PostgreSQL, which has the last word: what the database takes no schema refuses;
 * and where a schema claims to know a type's range, it takes nothing else.
 */
const RUNTIME = path.resolve(import.meta.dirname, '../../../query-runtime/src/index.ts');

interface Claim {
  readonly sql: string;
  readonly values: fc.Arbitrary<unknown>;
}

/** Values on both sides of each edge. */
function near(...edges: readonly number[]): fc.Arbitrary<number> {
  return fc.oneof(
    fc.tuple(fc.constantFrom(...edges), fc.integer({ min: -2, max: 2 })).map(([edge, by]) => edge + by),
    fc.constantFrom(0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21),
    fc.integer(),
  );
}

const characters = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', '\u0301'), maxLength: 9 });
const hex = fc.string({ unit: fc.constantFrom('0', 'a', 'F', '9'), minLength: 4, maxLength: 4 });
const uuids = fc
  .tuple(
    fc.array(hex, { minLength: 8, maxLength: 8 }),
    fc.array(fc.constantFrom('', '-'), { minLength: 8, maxLength: 8 }),
  )
  .map(([parts, dashes]) => parts.map((part, index) => part + (index === 7 ? '' : (dashes[index] ?? ''))).join(''))
  .chain((text) => fc.constantFrom(text, `{${text}}`, `{${text}`, `${text}-`, text.slice(1), ` ${text}`, `${text}\n`));

/** Types of which a schema knows exactly what is one. */
const EXACT: Readonly<Record<string, Claim>> = {
  int2: { sql: 'int2', values: near(-(2 ** 15), 2 ** 15 - 1) },
  int4: { sql: 'int4', values: near(-(2 ** 31), 2 ** 31 - 1) },
  oid: { sql: 'oid', values: near(-(2 ** 31), 2 ** 32 - 1) },
  int8: {
    sql: 'int8',
    values: fc.oneof(
      near(-(2 ** 53), 2 ** 53).filter((value) => Number.isSafeInteger(value) || !Number.isInteger(value)),
      fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n).chain((edge) => fc.bigInt({ min: edge - 2n, max: edge + 2n })),
    ),
  },
  varchar: { sql: 'varchar(4)', values: characters },
  bpchar: { sql: 'char(4)', values: characters },
  varchars: { sql: 'varchar(3)[]', values: fc.array(fc.option(characters), { maxLength: 3 }) },
  short: { sql: 'short_text', values: characters },
  mood: { sql: 'mood', values: fc.constantFrom('sad', 'so so', 'SAD', '', 'glad') },
  uuid: { sql: 'uuid', values: uuids },
};

const numerals = fc.oneof(
  fc.string({
    unit: fc.constantFrom('0', '1', '9', '_', '.', 'e', 'E', '+', '-', 'x', 'o', 'b', 'f', ' '),
    maxLength: 8,
  }),
  fc.constantFrom(
    'NaN',
    'nan',
    ' NaN ',
    '+Infinity',
    '-inf',
    'inf',
    'infinit',
    '1e100',
    '.5',
    '5.',
    '1_000.5_5e-1_0',
    '0xFF',
    '-0b101',
    '0o7',
    '\t1\n',
  ),
  fc.double(),
  fc.bigInt().map(Number),
);

/** Types of which a schema must not refuse what PostgreSQL takes. */
const LOOSE: Readonly<Record<string, Claim>> = {
  numeric: { sql: 'numeric', values: numerals },
  float8: { sql: 'float8', values: fc.double() },
  float4: { sql: 'float4', values: fc.oneof(fc.float(), fc.double()) },
  jsonb: { sql: 'jsonb', values: fc.oneof(fc.jsonValue(), fc.anything()) },
  timestamptz: { sql: 'timestamptz', values: fc.date() },
  bytea: { sql: 'bytea', values: fc.uint8Array() },
  ...Object.fromEntries(
    TYPE_SAMPLES.filter(({ value }) => value === undefined).map(({ name, sql, text }) => [
      `text_${name}`,
      { sql, values: text },
    ]),
  ),
};

const ALL = { ...EXACT, ...LOOSE };

type Write = (db: Client, params: Record<string, unknown>) => Promise<unknown>;
const Generated = z.record(z.string(), z.unknown());
function isWrite(value: unknown): value is Write {
  return typeof value === 'function';
}

let server: EmbeddedPostgres;
let project: ReturnType<typeof createTemporaryProject>;
let client: Client;
let queries: Record<string, unknown>;
let schemas: Record<string, unknown>;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  const schema = [
    `CREATE TYPE mood AS ENUM ('sad', 'so so', 'a,"b"', 'back\\slash', 'NULL')`,
    'CREATE DOMAIN shorter AS varchar(6)',
    'CREATE DOMAIN short_text AS shorter',
    ...Object.entries(ALL).map(([name, { sql }]) => `CREATE TABLE t_${name} (value ${sql} NOT NULL)`),
  ].join(';\n');
  project = createTemporaryProject({
    'pgtyped.config.json': JSON.stringify({
      ...PLAIN_CONFIG,
      codegen: {
        runtime: RUNTIME,
        importExtension: '.ts',
        int8: 'bigint',
        zod: { import: fileURLToPath(import.meta.resolve('zod')) },
      },
    }),
    'db/migrations/0001_types.sql': `${schema};\n`,
    'packages/a/queries/types.sql': Object.keys(ALL)
      .map(
        (name) =>
          `/* @name write_${name} */ -- :one\nINSERT INTO t_${name} VALUES (:value) RETURNING *, true AS stored;\n`,
      )
      .join('\n'),
  });
  const result = await generate({ config: project.config, databaseUrl: server.url() });
  if (result.diagnostics.length > 0) throw new Error(JSON.stringify(result.diagnostics));
  const read = async (file: string): Promise<Record<string, unknown>> =>
    Generated.parse(await import(pathToFileURL(path.join(project.root, 'packages/a/src/generated', file)).href));
  queries = await read('types.sql.ts');
  schemas = await read('schemas.ts');
  client = new Client({ connectionString: server.url() });
  await client.connect();
  await client.query(schema);
}, 60_000);
afterAll(async () => {
  await client.end();
  await server.stop();
  project.remove();
});

function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase());
}

/** What the schema and the database say of each of many values. */
async function verdicts(
  name: string,
  { values }: Claim,
): Promise<{ value: unknown; accepted: boolean; stored: boolean }[]> {
  const schema = schemas[`Write${pascal(name)}ParamsSchema`];
  const write = queries[`write${pascal(name)}`];
  if (!(schema instanceof z.ZodType) || !isWrite(write)) throw new Error(`nothing was generated for ${name}`);
  const found: { value: unknown; accepted: boolean; stored: boolean }[] = [];
  for (const value of fc.sample(values, 150)) {
    const accepted = schema.safeParse({ value }).success;
    const stored = await write(client, { value }).then(
      () => true,
      () => false,
    );
    found.push({ value, accepted, stored });
  }
  return found;
}

describe.each(Object.entries(EXACT))('%s', (name, claim) => {
  it('is what PostgreSQL takes, and nothing else', async () => {
    const found = await verdicts(name, claim);
    expect(found.filter(({ accepted, stored }) => accepted !== stored)).toEqual([]);
    expect(new Set(found.map(({ stored }) => stored))).toEqual(new Set([true, false]));
  });
});

describe.each(Object.entries(LOOSE))('%s', (name, claim) => {
  it('is at least what PostgreSQL takes', async () => {
    const found = await verdicts(name, claim);
    expect(found.filter(({ accepted, stored }) => stored && !accepted)).toEqual([]);
    expect(found.filter(({ stored }) => stored).length).toBeGreaterThan(10);
  });
});
