/** Whom a channel tells of changes. */
export interface SecretChangeListener {
  /** A secret was set or deleted, by whichever process. */
  onChanged(key: string): void;
  /** Any number of secrets were, nobody knows which. */
  onAllChanged(): void;
  /** From now on no change is missed; earlier ones may have been. */
  onConnected(): void;
  /** Changes are missed from now on, until `onConnected`. */
  onDisconnected(): void;
}

/** A listener's place at a channel. */
export interface SecretChangeSubscription {
  /** Ends it; the listener is not called afterwards. */
  stop(): Promise<void>;
}

/** How processes tell each other that secrets have changed; `PgSecretChangeChannel` is one. */
export interface SecretChangeChannel {
  /** Tells every subscriber of every process, this one included. */
  publish(keys: readonly string[]): Promise<void>;
  /** Subscribes without waiting for the connection, and keeps it up until stopped. */
  subscribe(listener: SecretChangeListener): SecretChangeSubscription;
}
