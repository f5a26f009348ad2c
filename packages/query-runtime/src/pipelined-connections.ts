import { BatchQuery } from './batch-query.ts';
import { encodeObjects } from './encode-value.ts';
import { PipelineError } from './errors.ts';
import { PipelinedConnection, type PipelineClient } from './pipelined-connection.ts';
import type { Queryable, QueryConfig, QueryRows } from './queryable.ts';
import { isSessionCommand } from './session-command.ts';

/** How many connections, and what becomes of them. */
export interface PipelinedConnectionsOptions<C extends PipelineClient = PipelineClient> {
  /** Connections at most, beside those of any pool; each is made when it is needed. Default 2. */
  readonly connections?: number | undefined;
  /** Statements without an answer at most, on all connections together; more are refused. Default: as many as come. */
  readonly maxPending?: number | undefined;
  /** When an unused connection is closed, in ms; 0 never. Default 10,000, as in pg's pool. */
  readonly idleTimeoutMs?: number | undefined;
  /** Unused connections do not keep the process alive. Default false, as in pg's pool. */
  readonly allowExitOnIdle?: boolean | undefined;
  /** Prepares a new connection, before any statement. */
  readonly onConnect?: ((client: C) => unknown) | undefined;
  /** Called when a connection breaks that nobody was waiting for. It is replaced; default: nothing. */
  readonly onIdleError?: ((error: unknown) => void) | undefined;
}

/**
 * A few connections that many statements share at the same time: none waits for the answer of the one before it, which
 * halves what a small statement costs client and server. For single statements only; a transaction needs a connection of
 * its own, from a pool.
 *
 * Answers come in the order of the statements: a slow one holds up those behind it on its connection. A statement goes to
 * the connection with the fewest under way.
 *
 * @example
 * const pipelined = new PipelinedConnections(() => new pg.Client({ connectionString, pipeline: true }));
 * const queries = new Queries(pipelined);
 */
export class PipelinedConnections<C extends PipelineClient = PipelineClient> implements Queryable, AsyncDisposable {
  readonly #create: () => C;
  readonly #options: PipelinedConnectionsOptions<C>;
  readonly #most: number;
  readonly #maxPending: number;
  #pending = 0;
  readonly #open = new Set<PipelinedConnection<C>>();
  #ended: Promise<void> | undefined;

  /** @param create makes a client that has not been connected, with pg's option `pipeline`. */
  constructor(create: () => C, options: PipelinedConnectionsOptions<C> = {}) {
    this.#create = create;
    this.#options = options;
    this.#most = options.connections ?? 2;
    if (!Number.isInteger(this.#most) || this.#most < 1)
      throw new RangeError(`connections must be a whole number from 1, and is ${this.#most}`);
    this.#maxPending = options.maxPending ?? Infinity;
    // Not "less than 1": NaN would let everything pass.
    if (!(this.#maxPending >= 1)) throw new RangeError(`maxPending must be at least 1, and is ${this.#maxPending}`);
  }

  /**
   * Runs a statement.
   * @throws {PipelineError} `CONNECTION_LOST` when the connection broke before the answer: the outcome is unknown;
   * `STATEMENT_REFUSED` for what concerns the session or a transaction; `OVERLOADED` beyond `maxPending`; `ENDED` after
   * `end()`. What PostgreSQL says, and
   * why no connection could be made, comes as the client has it.
   */
  async query(config: QueryConfig): Promise<QueryRows> {
    const isBatch = BatchQuery.is(config);
    const { name, text } = isBatch ? config.statement : config;
    if (('submit' in config && !isBatch) || isSessionCommand(text)) {
      const what = name ?? 'The statement';
      throw new PipelineError('STATEMENT_REFUSED', `${what} needs a connection that it does not share: use a pool`);
    }
    // Before a connection is made, whose failure would have nobody to tell.
    const encoded = encodeObjects(config);
    if (this.#pending >= this.#maxPending)
      throw new PipelineError(
        'OVERLOADED',
        `${this.#pending} statements wait for their answers already: none was sent`,
      );
    this.#pending += 1;
    try {
      return await this.#connection().query(encoded);
    } catch (error) {
      // Where it was thrown, a socket was read; what matters is who called.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      this.#pending -= 1;
    }
  }

  /** Waits for what is under way and closes the connections; what comes then is refused. Repeated calls share one end. */
  end(): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#open].map(async (connection) => connection.close()));
  }

  /** One that is free, else another one, else the one with the fewest statements under way. */
  #connection(): PipelinedConnection<C> {
    if (this.#ended !== undefined) throw new PipelineError('ENDED', 'The connections have been ended');
    let best: PipelinedConnection<C> | undefined;
    for (const connection of this.#open) {
      if (connection.pending === 0) return connection;
      if (best === undefined || isBetter(connection, best)) best = connection;
    }
    return best !== undefined && this.#open.size >= this.#most ? best : this.#connect();
  }

  #connect(): PipelinedConnection<C> {
    const { onConnect, onIdleError, idleTimeoutMs = 10_000, allowExitOnIdle = false } = this.#options;
    const connection: PipelinedConnection<C> = new PipelinedConnection<C>({
      create: this.#create,
      onConnect: (client) => onConnect?.(client),
      idleTimeoutMs,
      allowExitOnIdle,
      onRetired: () => {
        this.#open.delete(connection);
      },
      onIdleError: (error) => onIdleError?.(error),
    });
    this.#open.add(connection);
    return connection;
  }
}

/** One that connects has nothing under way yet, and takes longest. */
function isBetter<C extends PipelineClient>(a: PipelinedConnection<C>, b: PipelinedConnection<C>): boolean {
  return a.connected === b.connected ? a.pending < b.pending : a.connected;
}
