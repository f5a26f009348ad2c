import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Client } from 'pg';
import type { Catalog } from '../../src/catalog/catalog.ts';
import type { Describer } from '../../src/database/describe.ts';
import type { ScratchDatabase } from '../../src/database/scratch-database.ts';

/** What the compiler asks. */
export interface ConnectedDatabase {
  readonly database: ScratchDatabase;
  readonly describer: Pick<Describer, 'describeAll' | 'close'>;
}

type Answer = { readonly rows: unknown } | { readonly error: Record<string, unknown> };

/** Where answers are kept; not set but by `npm run mutation`. */
export const KEPT_ANSWERS = process.env['KONGFLOW_KEPT_ANSWERS'];

/** What errors are told apart by. */
const ERROR_FIELDS = ['message', 'severity', 'code', 'detail', 'hint', 'position'];

/**
 * A database whose answers are kept in a folder, for mutation testing: thousands of mutants run the same tests, which
 * send the same statements unless the mutant changes them. Only for a statement that the folder has no answer to is the
 * server opened. An answer depends on the schema, on what was written before, and on what its transaction did so far.
 */
export function keepAnswers(folder: string, schema: string, open: () => Promise<ConnectedDatabase>): ConnectedDatabase {
  const answers = new Answers(folder, schema, open);
  // Never connected: only its type is needed.
  const client = new Proxy(new Client(), {
    get: (target, key) =>
      key === 'query' ? async (query: Query) => answers.query(query) : Reflect.get(target, key, target),
  });
  return {
    database: { url: '', client, close: async () => answers.close() },
    describer: { describeAll: async (statements) => answers.describeAll(statements), close: () => undefined },
  };
}

type Query = string | { readonly text: string };

class Answers {
  readonly #folder: string;
  readonly #schema: string;
  readonly #open: () => Promise<ConnectedDatabase>;
  #opened: Promise<ConnectedDatabase> | undefined;
  /** What has changed the database, and what the transaction under way has sent; how much of each the server has seen. */
  readonly #lasting: Query[] = [];
  #transaction: Query[] = [];
  #lastingSeen = 0;
  #transactionSeen = 0;

  constructor(folder: string, schema: string, open: () => Promise<ConnectedDatabase>) {
    this.#folder = folder;
    this.#schema = schema;
    this.#open = open;
    mkdirSync(folder, { recursive: true });
  }

  async query(query: Query): Promise<unknown> {
    const text = textOf(query);
    const ends = text === 'ROLLBACK';
    const begins = /^(?:ROLLBACK; )?BEGIN/.test(text);
    // A mutant may have left a transaction open: the next one begins anew.
    if (ends || begins) await this.#rollBack();
    if (ends) return { rows: [] };
    if (begins) {
      this.#transaction.push(text);
      return { rows: [] };
    }
    if (this.#transaction.length === 0 && text.startsWith('CREATE')) throw new Error(`not in a transaction: ${text}`);
    const history = [this.#lasting, this.#transaction];
    const answer = await this.#answer([history, query], async () => this.#send(query));
    if (this.#transaction.length > 0) this.#transaction.push(query);
    else if (writes(text)) this.#lasting.push(query);
    if ('error' in answer) throw Object.assign(new Error(), answer.error);
    return answer;
  }

  async describeAll(statements: readonly string[]): ReturnType<Describer['describeAll']> {
    const described = statements.map(async (statement) => {
      const answer = await this.#answer(['describe', statement], async () => {
        const { describer } = await this.#server();
        return { rows: await describer.describeAll([statement]) };
      });
      return ('rows' in answer ? answer.rows : []) as Awaited<ReturnType<Describer['describeAll']>>;
    });
    return (await Promise.all(described)).flat();
  }

  async close(): Promise<void> {
    if (this.#opened === undefined) return;
    const { database, describer } = await this.#opened;
    describer.close();
    await database.close();
  }

  async #answer(question: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    const file = fileOf(this.#folder, [this.#schema, question]);
    const kept = readKept(file);
    if (kept !== undefined) return deserialize(kept) as Answer;
    const answer = await ask();
    keep(file, serialize(answer));
    return answer;
  }

  async #server(): Promise<ConnectedDatabase> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** Catches up first with what only the folder has answered. */
  async #send(query: Query): Promise<Answer> {
    const { client } = (await this.#server()).database;
    const send = async (each: Query): Promise<unknown[]> => (await client.query<object>(each)).rows;
    for (const each of this.#lasting.slice(this.#lastingSeen)) await send(each);
    for (const each of this.#transaction.slice(this.#transactionSeen)) await send(each).catch(() => undefined);
    this.#lastingSeen = this.#lasting.length;
    this.#transactionSeen = this.#transaction.length;
    try {
      return { rows: await send(query) };
    } catch (error) {
      return { error: Object.fromEntries(ERROR_FIELDS.map((name) => [name, Reflect.get(Object(error), name)])) };
    } finally {
      if (this.#transaction.length > 0) this.#transactionSeen++;
      else if (writes(textOf(query))) this.#lastingSeen++;
    }
  }

  async #rollBack(): Promise<void> {
    if (this.#transactionSeen > 0) await (await this.#server()).database.client.query('ROLLBACK');
    this.#transaction = [];
    this.#transactionSeen = 0;
  }
}

function textOf(query: Query): string {
  return typeof query === 'string' ? query : query.text;
}

function writes(text: string): boolean {
  return /^\s*INSERT/.test(text);
}

function fileOf(folder: string, question: unknown): string {
  return path.join(folder, createHash('sha256').update(JSON.stringify(question)).digest('hex'));
}

function readKept(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** In one step: two workers may write it at once. */
function keep(file: string, content: Buffer): void {
  const draft = `${file}.${process.pid}.${Math.random()}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/**
 * Keeps the catalog as it was read without a mutant: read for each file of tests, it would have Stryker take all of the
 * reader of trees for code that no test in particular runs.
 */
export async function keepCatalog(folder: string, schema: string, read: () => Promise<Catalog>): Promise<Catalog> {
  const file = fileOf(folder, [schema, 'catalog']);
  const kept = readKept(file);
  if (kept !== undefined) return deserialize(kept) as Catalog;
  const catalog = await read();
  keep(file, serialize(catalog));
  return catalog;
}
