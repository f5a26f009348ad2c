import { type Database, NotificationListener } from '@kongflow/database';
import { type Logger, silentLogger } from '@kongflow/logger';
import { announceSecretChanges } from '../generated/secret_changes.sql.ts';
import type { SecretChangeChannel, SecretChangeListener, SecretChangeSubscription } from './secret-change-channel.ts';

/** What a `PgSecretChangeChannel` needs. */
export interface PgSecretChangeChannelOptions {
  /** Any database that all processes share; for secrets that are kept in a database, that one. */
  readonly database: Database;
  /** Hears when the listening connection fails. Default: silent. */
  readonly logger?: Logger | undefined;
}

// The trigger of the table secret_store announces here too, at the commit of a change.
const CHANNEL = 'kongflow_secret_store';

/**
 * Tells of changed secrets by NOTIFY; a notification is a key, or empty for all of them. A subscription holds one connection of its own, and
 * replaces it when it breaks.
 *
 * @example
 * const channel = new PgSecretChangeChannel({ database, logger });
 */
export class PgSecretChangeChannel implements SecretChangeChannel {
  readonly #database: Database;
  readonly #logger: Logger;

  constructor({ database, logger = silentLogger }: PgSecretChangeChannelOptions) {
    this.#database = database;
    this.#logger = logger;
  }

  /** Tells every subscriber, in one statement. @throws {DatabaseError} */
  async publish(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await announceSecretChanges(this.#database, { channel: CHANNEL, keys });
  }

  /** See `SecretChangeChannel.subscribe`. */
  subscribe(listener: SecretChangeListener): SecretChangeSubscription {
    const connection = new NotificationListener({
      database: this.#database,
      channels: [CHANNEL],
      onNotification: (key) => (key === '' ? listener.onAllChanged() : listener.onChanged(key)),
      onConnected: () => listener.onConnected(),
      onDisconnected: () => listener.onDisconnected(),
      onError: (error) => this.#logger.warn('The connection that listens for changed secrets failed.', { error }),
    });
    connection.start();
    return { stop: async () => connection.stop() };
  }
}
