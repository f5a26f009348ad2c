import type pg from 'pg';
import { z } from 'zod';
import { parseTree } from './parse-tree.ts';
import { findNode, type TreeNode } from './tree.ts';

/** A statement with `$n` and the types of its parameters, as SQL names. */
export interface TypedStatement {
  readonly text: string;
  readonly parameterTypes: readonly string[];
}

/** Only these can be the body of a SQL function, and only these have rows. */
const ANALYSABLE = /^[\s(]*(?:select|insert|update|delete|merge|values|with|table)\b/i;
const BATCH = 50;

const Bodies = z.array(z.object({ name: z.string(), body: z.string() }));

/**
 * PostgreSQL's analysed tree of each statement, in their order; nothing for one without a tree, such as TRUNCATE.
 *
 * A SQL function with a standard body (BEGIN ATOMIC) is stored as its tree. So each statement becomes a temporary
 * function in a transaction that is rolled back: names resolved, stars expanded, outer joins marked, by the server
 * itself. Fifty a round trip, as each would otherwise cost three.
 */
export async function fetchTrees(
  client: pg.Client,
  statements: readonly TypedStatement[],
): Promise<(TreeNode | undefined)[]> {
  const trees: (TreeNode | undefined)[] = [];
  const analysable = [...statements.entries()].filter(([, { text }]) => ANALYSABLE.test(text));
  for (let from = 0; from < analysable.length; from += BATCH) {
    const batch = analysable.slice(from, from + BATCH);
    const bodies = (await fetchBodies(client, batch)) ?? (await fetchOneByOne(client, batch));
    for (const [index] of batch) {
      const body = bodies.get(functionName(index));
      trees[index] = body === undefined ? undefined : findNode(parseTree(body), 'QUERY');
    }
  }
  return statements.map((_, index) => trees[index]);
}

function functionName(index: number): string {
  return `kongflow_codegen_${index}`;
}

async function fetchOneByOne(
  client: pg.Client,
  batch: readonly [number, TypedStatement][],
): Promise<Map<string, string>> {
  const bodies = new Map<string, string>();
  for (const entry of batch) {
    const fetched = await fetchBodies(client, [entry]);
    for (const [name, body] of fetched ?? []) bodies.set(name, body);
  }
  return bodies;
}

/** The bodies by function name, or nothing when the server refuses one of them. */
async function fetchBodies(
  client: pg.Client,
  batch: readonly [number, TypedStatement][],
): Promise<Map<string, string> | undefined> {
  const create = batch.map(
    ([index, { text, parameterTypes }]) =>
      `CREATE FUNCTION pg_temp.${functionName(index)}(${parameterTypes.join(', ')}) RETURNS void LANGUAGE sql BEGIN ATOMIC ${text}\n; END;`,
  );
  // Said because the session on a live database is read-only by default.
  await client.query('BEGIN READ WRITE');
  try {
    await client.query(create.join('\n'));
    const { rows } = await client.query(
      'SELECT proname AS name, prosqlbody::text AS body FROM pg_proc WHERE pronamespace = pg_my_temp_schema() AND prosqlbody IS NOT NULL',
    );
    return new Map(Bodies.parse(rows).map(({ name, body }) => [name, body]));
  } catch (error) {
    if (error instanceof Error && 'severity' in error) return undefined;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}
