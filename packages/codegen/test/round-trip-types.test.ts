import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from './support/compiler.ts';
import { TYPE_SAMPLES } from './support/type-samples.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler("CREATE TYPE mood AS ENUM ('sad');");
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

/** What the system catalogs and the statistics are made of, and references to entries of theirs. */
const OF_THE_SYSTEM =
  /^(?:reg\w+|pg_(?:node_tree|ndistinct|dependencies|mcv_list|brin_\w+|ddl_command|snapshot)|txid_snapshot|xid8?|cid|tid|char|aclitem|gtsvector|refcursor|int2vector|oidvector)$/;

it('the samples are of every type that a column is made of', async () => {
  const { client } = compiler.database;
  const { rows } = await client.query<{ name: string; oid: number }>(
    "SELECT typname AS name, oid::int FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A'",
  );
  const sampled = await client.query<{ oid: number }>(
    'SELECT to_regtype(each)::oid::int AS oid FROM unnest($1::text[]) AS each',
    [TYPE_SAMPLES.map(({ sql }) => sql)],
  );
  const known = new Set(sampled.rows.map(({ oid }) => oid));
  const missing = rows.filter(({ oid, name }) => !known.has(oid) && !OF_THE_SYSTEM.test(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
  expect(known).not.toContain(null);
});
