import { SecretStoreError } from '../../errors.ts';
import type { VaultClock } from './clock.ts';
import { renewSelf, type TokenLease } from './renew-self.ts';
import type { SendRequest } from './session.ts';

const MIN_DELAY_MS = 1000;

/** What an extension must bring to be worth one more: less means that the token's max TTL is reached. */
const MIN_GAIN_MS = 1000;

/**
 * Keeps one token alive: renews it at half to two thirds of its lease, at random so that processes which started together do
 * not renew together, until Vault no longer extends it.
 */
export class TokenRenewal {
  readonly #token: string;
  readonly #clock: VaultClock;
  readonly #send: SendRequest;
  #expiresAt: number;
  #state: 'valid' | 'revoked' | 'ended' = 'valid';
  #cancel: (() => void) | undefined;

  constructor(token: string, lease: TokenLease, clock: VaultClock, send: SendRequest) {
    this.#token = token;
    this.#clock = clock;
    this.#send = send;
    this.#expiresAt = clock.now() + lease.lengthMs;
    this.#plan(lease);
  }

  /** How long the token is still valid, in milliseconds; 0 once Vault refused to renew it. */
  get remainingMs(): number {
    return this.#state === 'revoked' ? 0 : Math.max(0, this.#expiresAt - this.#clock.now());
  }

  /** Renews no more. */
  end(): void {
    this.#state = this.#state === 'valid' ? 'ended' : this.#state;
    this.#cancel?.();
  }

  #plan({ lengthMs, isRenewable }: TokenLease): void {
    if (isRenewable && lengthMs !== Infinity) this.#after(lengthMs * (1 / 2 + Math.random() / 6));
  }

  #after(delayMs: number): void {
    if (this.#state !== 'valid') return;
    this.#cancel = this.#clock.schedule(Math.max(MIN_DELAY_MS, delayMs), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    try {
      const lease = await renewSelf(this.#send, this.#token);
      const expiresAt = this.#clock.now() + lease.lengthMs;
      const isExtended = expiresAt - this.#expiresAt >= MIN_GAIN_MS;
      this.#expiresAt = expiresAt;
      if (isExtended) this.#plan(lease);
    } catch (error) {
      if (!(error instanceof SecretStoreError) || error.code !== 'PROVIDER_UNAVAILABLE') this.#state = 'revoked';
      else if (this.remainingMs > 0) this.#after(this.remainingMs / 3);
    }
  }
}
