import { Socket } from 'node:net';
import { Client, escapeIdentifier, type Pool } from 'pg';
import type { Database } from './database.ts';
import { DatabaseError } from './errors.ts';
import { mapError } from './map-error.ts';
import { poolSettings } from './pool-settings.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import { Wake } from './wake.ts';

/** What a listener needs. A callback that throws does no harm: its error goes to `onError`. */
export interface NotificationListenerOptions {
  /** The database to listen to, on a connection of its own with the settings of the pool. */
  readonly database: Database;
  /** Names of the channels, from one; upper case and quotes are kept as they are. */
  readonly channels: readonly string[];
  /** Called for every notification between `onConnected` and `onDisconnected`; the payload is '' where none was sent. */
  readonly onNotification: (payload: string, channel: string) => void;
  /** Called after every (re)connection, when LISTEN is in effect: earlier notifications may have been missed. */
  readonly onConnected?: () => void;
  /** Called once for each `onConnected`, as soon as the connection breaks or `stop()` is called. */
  readonly onDisconnected?: () => void;
  /** Called when the connection broke or could not be made, with a `DatabaseError`; another try follows. */
  readonly onError: (error: unknown) => void;
  /** How often the connection is asked whether it is still alive, in ms: a dead peer sends no FIN. Default 10,000. */
  readonly pingIntervalMs?: number;
  /** How long an answer may take before the connection counts as dead, in ms. Default 5,000. */
  readonly answerTimeoutMs?: number;
}

interface Connection {
  readonly client: Client;
  /** What ended it. */
  failure: Error | null;
  /** Ends it without asking the server. */
  readonly cut: () => void;
}

// PostgreSQL cuts longer names in LISTEN without an error, and refuses them in pg_notify.
const MAX_CHANNEL_BYTES = 63;
const DEFAULT_CONNECTION_TIMEOUT_MS = 10_000;

/*
 * connecting → listening   LISTEN was accepted: onConnected
 *            → waiting     refused: onError
 * listening  → waiting     the connection broke, or did not answer a ping: onDisconnected, onError
 * waiting    → connecting  after a growing, jittered time
 * any        → stopped     stop(); onDisconnected if it was listening
 */

/**
 * Holds one connection of its own on which notifications of the database arrive (LISTEN), and replaces it when it breaks.
 *
 * Notifications are lost while it is not connected: whoever relies on them looks for what was missed in `onConnected`.
 *
 * @example
 * const listener = new NotificationListener({
 *   database,
 *   channels: ['prices'],
 *   onNotification: (product) => prices.delete(product),
 *   onConnected: () => prices.clear(),
 *   onError: (error) => logger.warn('Not listening to prices.', { error }),
 * });
 * listener.start();
 */
export class NotificationListener {
  readonly #options: NotificationListenerOptions;
  readonly #listen: string;
  readonly #wake = new Wake();
  #connection: Connection | null = null;
  #running: Promise<void> | null = null;
  #isConnected = false;
  #stopped = false;

  /** @throws {DatabaseError} `INVALID_CONFIG`: a channel that PostgreSQL would not take. */
  constructor(options: NotificationListenerOptions) {
    this.#options = options;
    this.#listen = listenCommand(options.channels);
  }

  /** Connects, and reconnects until stopped. Returns without waiting for the first connection; a repeated call does nothing. */
  start(): void {
    if (!this.#stopped) this.#running ??= this.#run();
  }

  /** Closes the connection, for good: a stopped listener is not started again. Repeated calls wait for the same end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    // One that still connects may do so for long.
    if (!this.#isConnected) this.#connection?.cut();
    this.#disconnected();
    this.#wake.call();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      try {
        await this.#hold(() => (failures = 0));
      } catch (error) {
        if (!this.#stopped) this.#options.onError(mapError(error));
      }
      if (this.#stopped) return;
      failures += 1;
      this.#wake.reset();
      await this.#wake.sleep(reconnectDelayMs(failures));
    }
  }

  // Returns when stopped, throws what ended the connection else.
  async #hold(onListening: () => void): Promise<void> {
    const { database, onNotification, onConnected, pingIntervalMs = 10_000, answerTimeoutMs = 5000 } = this.#options;
    const connection = connectLike(database.pool, answerTimeoutMs);
    const { client } = connection;
    const onBroken = (error: Error): void => {
      connection.failure ??= error;
      this.#wake.call();
    };
    client.on('error', onBroken);
    client.on('end', () => onBroken(new DatabaseError('CONNECTION', 'The listening connection was closed.')));
    client.on('notification', ({ payload, channel }) => {
      if (this.#isConnected) this.#call(() => onNotification(payload ?? '', channel));
    });
    this.#connection = connection;
    try {
      await client.connect();
      await client.query(this.#listen);
      assertAlive(connection);
      if (this.#stopped) return;
      onListening();
      this.#isConnected = true;
      this.#call(onConnected);
      while (!this.#stopped) {
        const called = await this.#wake.sleep(pingIntervalMs);
        assertAlive(connection);
        if (!called) await client.query('SELECT 1');
      }
    } finally {
      this.#connection = null;
      this.#disconnected();
      await close(connection, answerTimeoutMs);
    }
  }

  #disconnected(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#call(this.#options.onDisconnected);
  }

  #call(callback: (() => void) | undefined): void {
    try {
      callback?.();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function listenCommand(channels: readonly string[]): string {
  for (const channel of channels) {
    if (channel === '' || channel.includes('\0') || Buffer.byteLength(channel) > MAX_CHANNEL_BYTES) {
      throw new DatabaseError(
        'INVALID_CONFIG',
        `Channel ${JSON.stringify(channel)} cannot be listened to: a name has 1 to ${MAX_CHANNEL_BYTES} bytes and no NUL.`,
      );
    }
  }
  if (channels.length === 0) throw new DatabaseError('INVALID_CONFIG', 'channels must name at least one channel.');
  return channels.map((channel) => `LISTEN ${escapeIdentifier(channel)}`).join('; ');
}

function connectLike(pool: Pool, answerTimeoutMs: number): Connection {
  const socket = new Socket();
  const settings = poolSettings(pool);
  const client = new Client({
    stream: () => socket,
    ...settings,
    connectionTimeoutMillis: settings.connectionTimeoutMillis || DEFAULT_CONNECTION_TIMEOUT_MS,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
  });
  return { client, failure: null, cut: () => void socket.destroy() };
}

function assertAlive({ failure }: Connection): void {
  if (failure !== null) throw failure;
}

// A peer that is gone does not answer a farewell either.
async function close({ client, cut }: Connection, timeoutMs: number): Promise<void> {
  const timer = setTimeout(cut, timeoutMs);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
