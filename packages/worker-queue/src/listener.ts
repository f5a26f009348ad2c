import type { Logger } from '@kongflow/logger';
import { Client, type Pool } from 'pg';
import { reconnectDelayMs } from './back-off.ts';
import { describeError } from './describe-error.ts';
import { LISTEN, PING } from './pgboss-sql.ts';
import { Wake } from './wake.ts';

/** What a listener needs. */
export interface ListenerOptions {
  /** The pool whose settings the connection of its own is made with. */
  readonly pool: Pool;
  readonly logger: Logger;
  readonly onNotification: (payload: string) => void;
  /** Called after every (re)connection: notifications may have been missed. */
  readonly onConnected: () => void;
}

const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 5000;

/*
 * connecting → listening   LISTEN was accepted: onConnected
 *            → waiting     refused: try again after a growing, jittered time
 * listening  → waiting     the connection broke, or did not answer a ping (a dead peer sends no FIN)
 * any        → stopped     stop()
 */

/** Holds one dedicated connection on which other processes' wake-up calls arrive. Polling remains the safety net. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #wake = new Wake();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** Connects, and reconnects until stopped. Resolves without waiting for the first connection. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Closes the connection. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.call();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped;) {
      const client = connectLike(this.#options.pool);
      const connection = { isBroken: false };
      const onBroken = (): void => {
        connection.isBroken = true;
        this.#wake.call();
      };
      client.on('error', onBroken);
      client.on('end', onBroken);
      client.on('notification', ({ payload }) => this.#options.onNotification(payload ?? ''));
      try {
        await client.connect();
        await client.query(LISTEN);
        failures = 0;
        this.#options.onConnected();
        while (!this.#stopped && !connection.isBroken) {
          const called = await this.#wake.sleep(PING_INTERVAL_MS);
          if (!called) await client.query(PING);
        }
      } catch (error) {
        this.#options.logger.warn('The listening connection of the queue failed.', { error: describeError(error) });
      }
      await client.end().catch(() => undefined);
      if (this.#stopped) return;
      failures += 1;
      this.#wake.reset();
      await this.#wake.sleep(reconnectDelayMs(failures));
    }
  }
}

function connectLike({ options }: Pool): Client {
  // The pool keeps its password out of enumeration, so that it is not logged: spreading loses it.
  const { password } = options;
  return new Client({
    ...options,
    ...(password === undefined ? {} : { password }),
    query_timeout: PING_TIMEOUT_MS,
    keepAlive: true,
  });
}
