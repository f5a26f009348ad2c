import { Client } from 'pg';
import type { CompiledQuery } from '../../src/compile/compiled-query.ts';
import type { TestCompiler } from '../support/compiler.ts';

/** What a statement did on the databases of all states. */
export interface Verdict {
  /** On how many it ran without an error. */
  readonly ran: number;
  /** What was said of it and does not hold. */
  readonly lies: readonly string[];
}

/** Databases with one schema and different rows. */
export interface States extends AsyncDisposable {
  judge(query: CompiledQuery): Promise<Verdict>;
}

type Row = readonly (string | null)[];

/** Everything as PostgreSQL writes it. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** Makes a database of each state, beside the compiler's. */
export async function openStates(
  { database }: TestCompiler,
  schema: string,
  states: readonly string[],
): Promise<States> {
  const clients: Client[] = [];
  for (const [index, state] of states.entries()) {
    await database.client.query(`CREATE DATABASE state_${index}`);
    const url = new URL(database.url);
    url.pathname = `/state_${index}`;
    const client = new Client({ connectionString: url.href, types: AS_TEXT });
    await client.connect();
    await client.query(`${schema} ${state} SET statement_timeout = '2s'; SET client_min_messages = error;`);
    clients.push(client);
  }
  return {
    async judge(query) {
      const lies: string[] = [];
      let ran = 0;
      for (const [index, client] of clients.entries()) {
        const rows = await run(client, query.text);
        if (rows === undefined) continue;
        ran += 1;
        lies.push(...liesOf(query, rows).map((lie) => `${lie}, in state ${index}`));
      }
      return { ran, lies };
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.end();
    },
  };
}

/** The rows; nothing where the data make it fail, as a division by zero does. */
async function run(client: Client, text: string): Promise<readonly Row[] | undefined> {
  await client.query('BEGIN');
  try {
    return (await client.query<string[]>({ text, rowMode: 'array' })).rows;
  } catch (error) {
    if (error instanceof Error && 'severity' in error) return undefined;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}

function liesOf({ columns, result }: CompiledQuery, rows: readonly Row[]): string[] {
  const lies: string[] = [];
  if (result === 'exactly-one' && rows.length !== 1) lies.push(`${rows.length} rows instead of one`);
  for (const [index, { property, nullable, elementNullable, embed, at = index }] of columns.entries()) {
    if (embed !== undefined) continue;
    const values = rows.map((row) => row[at] ?? null);
    if (!nullable && values.includes(null)) lies.push(`${property} is null`);
    if (!elementNullable && values.some((value) => value !== null && holdsNull(value)))
      lies.push(`${property} has an element that is null`);
  }
  return lies;
}

/** Whether an array's text has a NULL: one in quotes is none. */
function holdsNull(text: string): boolean {
  return text.startsWith('{') && /[{,]NULL[},]/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, 'quoted'));
}
