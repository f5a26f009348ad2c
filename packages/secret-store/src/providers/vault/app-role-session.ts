import type { VaultClock } from './clock.ts';
import { says } from './describe-failure.ts';
import { logIn } from './log-in.ts';
import type { VaultAppRoleAuth } from './options.ts';
import type { SendRequest, VaultSession } from './session.ts';
import { TokenRenewal } from './token-renewal.ts';
import type { VaultAnswer, VaultRequest } from './vault-transport.ts';

/** A token is not used in the last part of its lease, in which it could expire on the way to Vault. */
const MAX_RESERVE_MS = 5000;

const lookUp: VaultRequest = {
  method: 'GET',
  path: 'auth/token/lookup-self',
  what: 'Looking up the token',
  capability: 'read',
};

const revoke: VaultRequest = {
  method: 'POST',
  path: 'auth/token/revoke-self',
  body: '{}',
  what: 'Revoking the token',
  capability: 'update',
};

interface LoggedIn {
  readonly token: string;
  readonly renewal: TokenRenewal;
  readonly reserveMs: number;
}

/** Tokens of an AppRole: got when one is needed, renewed, and got anew when renewing comes to its end. */
export class AppRoleSession implements VaultSession {
  readonly #auth: Required<VaultAppRoleAuth>;
  readonly #clock: VaultClock;
  readonly #send: SendRequest;
  #current: LoggedIn | undefined;
  #login: Promise<LoggedIn> | undefined;
  #isClosed = false;

  constructor(auth: Required<VaultAppRoleAuth>, clock: VaultClock, send: SendRequest) {
    this.#auth = auth;
    this.#clock = clock;
    this.#send = send;
  }

  async token(): Promise<string> {
    const current = this.#current;
    if (current !== undefined && current.renewal.remainingMs > current.reserveMs) return current.token;
    // Whoever comes during a login waits for that one.
    this.#login ??= this.#logIn().finally(() => {
      this.#login = undefined;
    });
    return (await this.#login).token;
  }

  async replace(refused: string, answer: VaultAnswer): Promise<string | undefined> {
    if (this.#current?.token === refused) {
      // A policy that does not allow something would otherwise cost a login at each call.
      if (!says(answer, 'invalid token') && !(await this.#isOver(refused))) return undefined;
      if (this.#current?.token === refused) this.#drop();
    }
    // A request under way when the provider was closed must not log in anew: nobody would end that token.
    return this.#isClosed ? undefined : this.token();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#login?.catch(() => undefined);
    const token = this.#current?.token;
    this.#drop();
    // The token is of no use to anyone any more; if it cannot be revoked it expires.
    if (token !== undefined) await this.#send(revoke, token, 1).catch(() => undefined);
  }

  async #logIn(): Promise<LoggedIn> {
    const { token, ...lease } = await logIn(this.#auth, this.#send);
    this.#drop();
    const renewal = new TokenRenewal(token, lease, this.#clock, this.#send);
    this.#current = { token, renewal, reserveMs: Math.min(MAX_RESERVE_MS, lease.lengthMs / 10) };
    return this.#current;
  }

  #drop(): void {
    this.#current?.renewal.end();
    this.#current = undefined;
  }

  async #isOver(token: string): Promise<boolean> {
    return (await this.#send(lookUp, token)).status === 403;
  }
}
