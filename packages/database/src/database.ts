import { Pool, type Client } from 'pg';
import {
  parseDatabaseConfig,
  parsePipelineConfig,
  type DatabaseConfig,
  type PipelineConfig,
  type ResolvedDatabaseConfig,
} from './config.ts';
import { openPipeline, targetOf } from './pipeline.ts';
import { type PipelinedConnections, type Queryable, type QueryConfig, type QueryRows } from './query-runtime.ts';
import { runQuery, runTransaction, type Transaction, type TransactionOptions } from './transaction.ts';

/** What happened where no caller could be told: an idle connection broke, or an `afterCommit` callback threw. */
export type BackgroundErrorListener = (error: unknown, origin: 'idle connection' | 'after commit') => void;

/** Either how to connect, or a pool that stays the caller's to close. */
export type CreateDatabaseOptions = (
  | DatabaseConfig
  | { readonly pool: Pool; readonly pipeline?: PipelineConfig | undefined }
) & {
  /** Default: a Node warning. */
  readonly onBackgroundError?: BackgroundErrorListener;
};

function warn(error: unknown, origin: string): void {
  const message = error instanceof Error ? error.message : String(error);
  process.emitWarning(`${origin}: ${message}`, 'KongflowDatabaseWarning');
}

/** A pool of connections to one PostgreSQL database; made by `createDatabase`. */
export class Database implements Queryable {
  readonly pool: Pool;
  readonly #onBackgroundError: BackgroundErrorListener;
  readonly #ownsPool: boolean;
  readonly #pipeline: PipelinedConnections<Client> | undefined;
  readonly #onPoolError = (error: unknown): void => {
    // `end()` of the pool resolves before the server has seen its connections off: what it says then is no news.
    if (this.#closing === undefined) this.#onBackgroundError(error, 'idle connection');
  };
  #closing: Promise<void> | undefined;

  constructor(
    pool: Pool,
    options: {
      readonly ownsPool: boolean;
      readonly onBackgroundError?: BackgroundErrorListener;
      readonly pipeline?: PipelineConfig | undefined;
    },
  ) {
    this.pool = pool;
    this.#ownsPool = options.ownsPool;
    this.#onBackgroundError = options.onBackgroundError ?? warn;
    // Without a listener an idle connection that the server closes would end the process. The pool replaces it.
    pool.on('error', this.#onPoolError);
    this.#pipeline =
      options.pipeline === undefined
        ? undefined
        : openPipeline(pool, parsePipelineConfig(options.pipeline), this.#onPoolError);
  }

  /**
   * Runs one statement; with a name, it is prepared once a connection.
   *
   * With the option `pipeline` it shares a connection with others that are under way and does not wait for their answers.
   * Then it must not change the session, as `SELECT set_config(…)` does; commands that do, batches and cursors go over
   * the pool. The work of a transaction must not await it: it may stand behind what waits for the transaction's locks.
   *
   * @throws {DatabaseError} with PostgreSQL's reason as a code.
   */
  async query(config: QueryConfig): Promise<QueryRows> {
    return runQuery(targetOf(config, this.pool, this.#pipeline), config);
  }

  /**
   * Runs the work in a transaction: commits when it returns, rolls back when it throws, and throws the same error.
   *
   * It holds a connection for as long as the work takes: no HTTP calls inside. A second transaction opened inside is
   * another connection and sees nothing of this one; pass `{ tx }` to join instead.
   *
   * @throws {DatabaseError} `TRANSACTION_ABORTED` when a failed statement was ignored, so that nothing was committed;
   * `CONNECTION` when the outcome of the commit is unknown; `TIMEOUT` when no connection became free.
   * @example
   * await database.transaction(async (tx) => {
   *   const event = await queries.withTx(tx).insertEvent(values);
   *   await queue.enqueue('deliverEvent', { id: event.id }, { tx });
   *   tx.afterCommit(() => cache.delete(event.id));
   * });
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return runTransaction(this.pool, work, options, (error) => {
      this.#onBackgroundError(error, 'after commit');
    });
  }

  /** Waits for running work and closes the connections; a pool that was passed in stays open. Repeated calls share one close. */
  async close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([this.#pipeline?.end(), this.#ownsPool ? this.pool.end() : undefined]);
    if (!this.#ownsPool) this.pool.off('error', this.#onPoolError);
  }
}

function connectPool(config: ResolvedDatabaseConfig): Pool {
  return new Pool({
    connectionString: config.connectionString,
    max: config.max,
    connectionTimeoutMillis: config.connectionTimeoutMs,
    idleTimeoutMillis: config.idleTimeoutMs,
    statement_timeout: config.statementTimeoutMs === 0 ? false : config.statementTimeoutMs,
    ...(config.idleInTransactionTimeoutMs === 0
      ? {}
      : { idle_in_transaction_session_timeout: config.idleInTransactionTimeoutMs }),
    application_name: config.applicationName,
    keepAlive: true,
  });
}

/**
 * Opens a database. No connection is made until the first query.
 * @throws {DatabaseError} `INVALID_CONFIG`.
 * @example
 * await using database = createDatabase({ connectionString: 'postgres://localhost/app', max: 20 });
 */
export function createDatabase(options: CreateDatabaseOptions): Database {
  const { onBackgroundError, ...rest } = options;
  const listener = onBackgroundError === undefined ? {} : { onBackgroundError };
  if ('pool' in rest) return new Database(rest.pool, { ownsPool: false, pipeline: rest.pipeline, ...listener });
  const config = parseDatabaseConfig(rest);
  return new Database(connectPool(config), { ownsPool: true, pipeline: config.pipeline, ...listener });
}
