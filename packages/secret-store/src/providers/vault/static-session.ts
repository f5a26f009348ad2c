import { z } from 'zod';
import type { VaultClock } from './clock.ts';
import { toLease } from './renew-self.ts';
import type { SendRequest, VaultSession } from './session.ts';
import { TokenRenewal } from './token-renewal.ts';
import type { VaultRequest } from './vault-transport.ts';

const lookUp: VaultRequest = {
  method: 'GET',
  path: 'auth/token/lookup-self',
  what: 'Looking up the token',
  capability: 'read',
};

const TokenSchema = z.object({ data: z.object({ ttl: z.number().nonnegative(), renewable: z.boolean() }) });

/** A token from elsewhere, renewed when Vault says that it can be. */
export class StaticSession implements VaultSession {
  readonly #token: string;
  readonly #clock: VaultClock;
  readonly #send: SendRequest;
  #state: 'unknown' | 'known' | 'closed' = 'unknown';
  #renewal: TokenRenewal | undefined;

  constructor(token: string, clock: VaultClock, send: SendRequest) {
    this.#token = token;
    this.#clock = clock;
    this.#send = send;
  }

  async token(): Promise<string> {
    // The first call need not wait for it: a token that is no good is refused anyway.
    if (this.#state === 'unknown') void this.#adopt();
    return this.#token;
  }

  async replace(): Promise<undefined> {}

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#renewal?.end();
  }

  async #adopt(): Promise<void> {
    this.#state = 'known';
    try {
      const answer = await this.#send(lookUp, this.#token);
      const token = TokenSchema.safeParse(answer.body);
      // A token that may not look itself up is taken as it is.
      if (answer.status !== 200 || !token.success || this.#isClosed()) return;
      const lease = toLease(token.data.data.ttl, token.data.data.renewable);
      this.#renewal = new TokenRenewal(this.#token, lease, this.#clock, this.#send);
    } catch {
      // Out of reach: the call that this one came with says so, and the next one asks again.
      if (!this.#isClosed()) this.#state = 'unknown';
    }
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }
}
