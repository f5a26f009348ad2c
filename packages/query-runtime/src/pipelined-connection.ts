import { BatchQuery } from './batch-query.ts';
import { PipelineError } from './errors.ts';
import { isNameRace, isRefusal, MOST_ATTEMPTS } from './name-race.ts';
import { pipelinedQueries } from './pg-queries.ts';
import type { QueryConfig, QueryRows } from './queryable.ts';

/** What is needed of pg's `Client`, from 8.23 on. */
export interface PipelineClient {
  /** pg's option: not to wait for one answer before the next statement. */
  readonly pipeline?: boolean;
  connect(): Promise<unknown>;
  query(config: QueryConfig, callback: (error: unknown, result: QueryRows) => void): unknown;
  getTransactionStatus(): string | null;
  on(event: 'error' | 'end', listener: (error: unknown) => void): unknown;
  end(): Promise<unknown>;
  ref?(): void;
  unref?(): void;
}

/** How a connection behaves, and whom it tells. */
export interface PipelinedConnectionOptions<C extends PipelineClient> {
  readonly create: () => C;
  readonly onConnect: (client: C) => unknown;
  readonly idleTimeoutMs: number;
  readonly allowExitOnIdle: boolean;
  /** It takes no more statements. */
  readonly onRetired: () => void;
  /** It broke, and nobody was waiting for it. */
  readonly onIdleError: (error: unknown) => void;
}

type Settle = [resolve: (rows: QueryRows) => void, reject: (error: unknown) => void];

/** Beyond this, a timer of Node fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/*
 * connecting → connected  statements that wait are sent
 *            → retired    it failed: they reject with the reason, and the next statement makes another connection
 * connected  → retired    lost (what is under way rejects), unused for long, or closed by the owner; it ends with its
 *                         last statement
 */

/** One connection that sends statements as they come, and what is under way on it. */
export class PipelinedConnection<C extends PipelineClient> {
  /** Statements without an answer, those included that wait for the connection. */
  pending = 0;
  readonly #options: PipelinedConnectionOptions<C>;
  readonly #ready: Promise<C>;
  readonly #drained = Promise.withResolvers<undefined>();
  #client: C | undefined;
  #lost: { readonly reason: unknown } | undefined;
  #retired = false;
  #idleSince = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  /** Connects. The first statement is to follow at once: it is who hears when that fails. */
  constructor(options: PipelinedConnectionOptions<C>) {
    this.#options = options;
    // Not before the owner knows it: a client that cannot be made retires it at once.
    this.#ready = Promise.resolve().then(() => this.#connect());
  }

  get connected(): boolean {
    return this.#client !== undefined;
  }

  /** @param config has been through `encodeObjects`. */
  query(config: QueryConfig): Promise<QueryRows> {
    this.#take();
    return new Promise((...settle) => {
      if (this.#client === undefined) void this.#sendWhenReady(config, settle);
      else this.#send(this.#client, config, settle, 1);
    });
  }

  /** Ends it once nothing is under way any more. */
  async close(): Promise<void> {
    this.#retire();
    if (this.pending === 0) this.#end();
    await this.#drained.promise;
  }

  async #connect(): Promise<C> {
    let client: C | undefined;
    try {
      client = this.#options.create();
      if (client.pipeline !== true)
        throw new PipelineError('INVALID_CLIENT', 'The client does not pipeline: pg 8.23 or newer with pipeline: true');
      client.on('error', (error) => {
        this.#lose(error);
      });
      client.on('end', () => {
        this.#lose(new Error('Connection terminated'));
      });
      await client.connect();
      await this.#options.onConnect(client);
      if (this.#lost !== undefined) throw this.#lost.reason;
      this.#client = client;
      return client;
    } catch (error) {
      this.#retire();
      client?.end().catch(() => undefined);
      throw error;
    }
  }

  async #sendWhenReady(config: QueryConfig, settle: Settle): Promise<void> {
    let client: C;
    try {
      client = await this.#ready;
    } catch (error) {
      this.#leave();
      settle[1](error);
      return;
    }
    this.#send(client, config, settle, 1);
  }

  #send(client: C, config: QueryConfig, settle: Settle, attempt: number): void {
    try {
      if (BatchQuery.is(config)) config.becomeOneOf(pipelinedQueries(client));
      client.query(config, (error, result) => {
        if (isError(error)) this.#failed(client, config, settle, attempt, error);
        else this.#answered(client, settle, result);
      });
    } catch (error) {
      // Half a statement may be on the wire.
      this.#retire();
      this.#leave();
      settle[1](error);
    }
  }

  #answered(client: C, [resolve, reject]: Settle, result: QueryRows): void {
    const refusal = client.getTransactionStatus() === 'I' ? undefined : this.#leftOpen();
    this.#leave();
    if (refusal !== undefined) reject(refusal);
    else if (this.#lost !== undefined) reject(this.#explain(undefined));
    else resolve(result);
  }

  #failed(client: C, config: QueryConfig, settle: Settle, attempt: number, error: unknown): void {
    const maySendAgain = attempt < MOST_ATTEMPTS && this.#lost === undefined && !BatchQuery.is(config);
    if (maySendAgain && isNameRace(error, config)) {
      this.#send(client, config, settle, attempt + 1);
      return;
    }
    if (isReadTimeout(error)) this.#retire();
    // One that failed behind a BEGIN in its own text: only the next one finds that out.
    if (isRefusal(error, '25P02')) this.#leftOpen();
    this.#leave();
    settle[1](this.#explain(error));
  }

  /** What is behind it would be acknowledged and then lost with the transaction: the connection has to go. */
  #leftOpen(): PipelineError | undefined {
    if (this.#lost !== undefined) return undefined;
    const reason = new PipelineError(
      'STATEMENT_REFUSED',
      'The statement left a transaction open on a connection that others share: transactions need one of their own',
    );
    this.#lost = { reason };
    this.#retire();
    return reason;
  }

  #explain(error: unknown): unknown {
    if (this.#lost === undefined || isServerError(error)) return error;
    const { reason } = this.#lost;
    const message = reason instanceof Error ? reason.message : String(reason);
    return new PipelineError(
      'CONNECTION_LOST',
      `The connection was lost before the answer came; whether the statement took effect is unknown: ${message}`,
      { cause: reason },
    );
  }

  #lose(error: unknown): void {
    if (this.#lost !== undefined) return;
    const expected = this.#retired;
    this.#lost = { reason: error };
    if (this.#client === undefined) return;
    this.#retire();
    if (this.pending > 0 || expected) return;
    this.#end();
    this.#options.onIdleError(error);
  }

  #take(): void {
    if (this.pending === 0 && this.#options.allowExitOnIdle) this.#client?.ref?.();
    this.pending += 1;
  }

  #leave(): void {
    this.pending -= 1;
    if (this.pending > 0) return;
    if (this.#retired) {
      this.#end();
      return;
    }
    const { allowExitOnIdle, idleTimeoutMs } = this.#options;
    if (allowExitOnIdle) this.#client?.unref?.();
    if (idleTimeoutMs === 0) return;
    // A timer for each statement would cost more than the statement does here: one looks now and then.
    this.#idleSince = performance.now();
    if (this.#idleTimer === undefined) this.#lookAfter(idleTimeoutMs);
  }

  #lookAfter(milliseconds: number): void {
    const delay = Math.min(milliseconds, LONGEST_TIMER_MS);
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined;
      if (this.pending > 0) return;
      const remaining = this.#idleSince + this.#options.idleTimeoutMs - performance.now();
      if (remaining <= 0) void this.close();
      else this.#lookAfter(Math.ceil(remaining));
    }, delay);
    if (this.#options.allowExitOnIdle) this.#idleTimer.unref();
  }

  #retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    clearTimeout(this.#idleTimer);
    this.#options.onRetired();
  }

  #end(): void {
    this.#drained.resolve(undefined);
    this.#client?.end().catch(() => undefined);
  }
}

function isError(error: unknown): boolean {
  return error !== null && error !== undefined;
}

function isServerError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'severity' in error;
}

/** pg's `query_timeout`: it destroys the connection right after this. */
function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
