import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Queryable, Transaction } from '@kongflow/database';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import type { Db } from 'pg-boss';
import { claimScript, type ClaimMode } from './pgboss-sql.ts';

type Rows = Awaited<ReturnType<Db['executeSql']>>;

/**
 * Runs pg-boss on the application's pool: parametrised statements are prepared by name (2 × the enqueue rate),
 * scripts leave no open transaction behind when they fail.
 */
export class PgBossAdapter implements Db {
  readonly #pool: Pool;
  readonly #names = new Map<string, string>();
  readonly #inside = new AsyncLocalStorage<PoolClient>();
  readonly #claimsOf = new WeakMap<PoolClient, Set<string>>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Runs a statement of pg-boss on any connection of the pool. */
  async executeSql(text: string, values?: unknown[]): Promise<Rows> {
    const target = this.#inside.getStore() ?? this.#pool;
    if (values !== undefined && values.length > 0) return target.query(this.#config(text, values));
    // A script that fails half-way leaves a transaction open: not on a connection that somebody uses next.
    return this.#withClient(async (client) => client.query(text));
  }

  /**
   * Runs pg-boss on the connection of a transaction, for what it looks up on its own, such as the settings of a queue on
   * first use: with another connection, transactions that hold the whole pool would wait for each other.
   */
  async inside<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
    return this.#inside.run(tx.client, work);
  }

  /** Runs pg-boss' inserts, which return nothing, on a `Database` or in a `Transaction`, with their typed errors. */
  inserts(db: Queryable): Db {
    return {
      executeSql: async (text, values = []) => {
        await db.query({ ...this.#config(text, values), values, rowMode: 'array' });
        return { rows: [] };
      },
    };
  }

  /** Runs pg-boss' claim of a queue under the queue's lock, in one round trip. */
  claims(queue: string, mode: ClaimMode): Db {
    return { executeSql: async (text, values) => this.#claim(queue, mode, text, values ?? []) };
  }

  #config(text: string, values: unknown[]): QueryConfig & { name: string } {
    let name = this.#names.get(text);
    if (name === undefined) this.#names.set(text, (name = `kongflow_boss_${digest(text)}`));
    return { name, text, values };
  }

  async #claim(queue: string, mode: ClaimMode, text: string, values: unknown[]): Promise<Rows> {
    return this.#withClient(async (client) => {
      let prepared = this.#claimsOf.get(client);
      if (prepared === undefined) this.#claimsOf.set(client, (prepared = new Set()));
      const statement = `kongflow_${mode}_${digest(text)}`;
      const script = claimScript(queue, mode, statement, prepared.has(statement) ? null : text, values.map(integer));
      const rows = rowsOf(await client.query(script));
      prepared.add(statement);
      return { rows };
    });
  }

  // A session that saw an error is not used again: it may hold an open transaction or a half-known prepared statement.
  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // The query that fails reports a broken connection; the event would end the process.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let failed = true;
    try {
      const result = await work(client);
      failed = false;
      return result;
    } finally {
      client.off('error', ignore);
      client.release(failed);
    }
  }
}

// The only result of the script that has rows; the lock's own row is empty text.
function rowsOf(results: QueryResult | QueryResult[]): Rows['rows'] {
  return (Array.isArray(results) ? results : [results]).find((result) => result.command === 'UPDATE')?.rows ?? [];
}

function integer(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  // pg-boss' claim takes the group limit only; anything else would have to be quoted.
  throw new TypeError('A claim of pg-boss carries a parameter that is not an integer; see claimScript().');
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 20);
}
