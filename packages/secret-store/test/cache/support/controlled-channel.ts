import type { SecretChangeChannel, SecretChangeListener, SecretChangeSubscription } from '../../../src/index.ts';

/** A channel that says what the test has it say. */
export class ControlledChannel implements SecretChangeChannel {
  /** Everybody who ever subscribed, in order. */
  readonly listeners: SecretChangeListener[] = [];
  readonly published: (readonly string[])[] = [];
  stops = 0;
  publishError: Error | null = null;

  async publish(keys: readonly string[]): Promise<void> {
    if (this.publishError !== null) throw this.publishError;
    this.published.push(keys);
  }

  subscribe(listener: SecretChangeListener): SecretChangeSubscription {
    this.listeners.push(listener);
    return {
      stop: async () => {
        this.stops += 1;
      },
    };
  }

  /** The latest subscriber. */
  get listener(): SecretChangeListener {
    const listener = this.listeners.at(-1);
    if (listener === undefined) throw new Error('Nobody has subscribed.');
    return listener;
  }
}
