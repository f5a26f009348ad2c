import type pg from 'pg';
import { DatabaseError } from './errors.ts';
import { mapError } from './map-error.ts';
import { BatchError, type Queryable, type QueryConfig, type QueryRows } from './query-runtime.ts';

/*
 * open  → queries run; afterCommit collects
 * ended → COMMIT or ROLLBACK has been sent: a query that still comes would run on a connection that may already be
 *         somebody else's, so it is refused
 */

/** What work inside of a transaction may do. */
export interface Transaction extends Queryable {
  /** The connection itself, for libraries that need one. Do not release it, nor end the transaction on it. */
  readonly client: pg.PoolClient;
  /**
   * Calls back once the transaction is committed, in the order of registration; not at all if it rolls back.
   * @throws {DatabaseError} `TRANSACTION_ENDED` when it has ended already.
   */
  afterCommit(callback: () => void): void;
}

/** How a transaction behaves. */
export interface TransactionOptions {
  /** Join this transaction instead of opening one: it then commits or rolls back with it. */
  readonly tx?: Transaction | undefined;
  /** Default: the server's, READ COMMITTED unless changed. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** Refuse writes. Default false. */
  readonly readOnly?: boolean;
  /** How often to run the work again after a retryable error, such as a serialization failure. Default 0. */
  readonly retries?: number;
  /** When the server cancels a statement of this transaction, in ms. Default: the pool's. */
  readonly statementTimeoutMs?: number;
}

/** Runs a statement on a pool, a client or pipelined connections, and maps its errors. */
export async function runQuery(target: Queryable, config: QueryConfig): Promise<QueryRows> {
  try {
    return await target.query(config);
  } catch (error) {
    throw mapError(error, config.name);
  }
}

class PgTransaction implements Transaction {
  readonly client: pg.PoolClient;
  readonly callbacks: (() => void)[] = [];
  #ended = false;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  async query(config: QueryConfig): Promise<QueryRows> {
    this.#assertOpen();
    return runQuery(this.client, config);
  }

  afterCommit(callback: () => void): void {
    this.#assertOpen();
    this.callbacks.push(callback);
  }

  end(): void {
    this.#ended = true;
  }

  #assertOpen(): void {
    if (this.#ended) {
      throw new DatabaseError(
        'TRANSACTION_ENDED',
        'The transaction has ended: something used it after the work it was given to had returned (a missing await?).',
      );
    }
  }
}

function beginCommand({ isolation, readOnly, statementTimeoutMs }: TransactionOptions): string {
  const begin = `BEGIN${isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.toUpperCase()}`}${readOnly ? ' READ ONLY' : ''}`;
  if (statementTimeoutMs === undefined) return begin;
  return `${begin}; SET LOCAL statement_timeout = ${Math.trunc(statementTimeoutMs)}`; // one message, one round trip
}

async function commit(client: pg.PoolClient): Promise<void> {
  let command: string;
  try {
    command = (await client.query('COMMIT')).command;
  } catch (error) {
    const mapped = mapError(error);
    if (mapped.code !== 'CONNECTION') throw mapped;
    // The answer is lost, not necessarily the commit: repeating the work could do it twice.
    throw new DatabaseError(
      'CONNECTION',
      `The connection was lost during COMMIT; whether the transaction took effect is unknown: ${mapped.message}`,
      { sqlState: mapped.sqlState },
    );
  }
  // PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement has failed before.
  if (command === 'ROLLBACK') {
    throw new DatabaseError(
      'TRANSACTION_ABORTED',
      'The transaction was rolled back: one of its statements failed, and the work went on as if it had not.',
    );
  }
}

/** One attempt, from connecting to releasing; the callbacks are the caller's to run. */
async function attempt<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
): Promise<{ result: T; callbacks: (() => void)[] }> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw mapError(error);
  }
  // A connection that breaks while no query runs says so here; the next query on it reports it to the work.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  const tx = new PgTransaction(client);
  let broken = false;
  try {
    try {
      await client.query(beginCommand(options));
    } catch (error) {
      broken = true;
      throw mapError(error);
    }
    const result = await work(tx);
    tx.end();
    await commit(client);
    return { result, callbacks: tx.callbacks };
  } catch (error) {
    tx.end();
    // What the rollback says must not hide the first error; a connection that cannot roll back is not used again.
    if (!broken) await client.query('ROLLBACK').catch(() => (broken = true));
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

/** Runs the work in a transaction of the pool; `Database.transaction` documents it. */
export async function runTransaction<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
  onCallbackError: (error: unknown) => void,
): Promise<T> {
  if (options.tx !== undefined) return work(options.tx);
  const retries = options.retries ?? 0;
  for (let done = 0; ; done++) {
    try {
      const { result, callbacks } = await attempt(pool, work, options);
      for (const callback of callbacks) {
        try {
          callback();
        } catch (error) {
          onCallbackError(error); // the work is committed: a caller that saw it fail would do it again
        }
      }
      return result;
    } catch (error) {
      // Of a batch that failed, the cause says whether to try again.
      const reason = error instanceof BatchError ? error.cause : error;
      if (done >= retries || !(reason instanceof DatabaseError) || !reason.isRetryable) throw error;
    }
  }
}
