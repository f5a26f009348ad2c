import { AppRoleSession } from './app-role-session.ts';
import { describeAnswer, failure } from './describe-failure.ts';
import { newerIndex } from './newer-index.ts';
import type { VaultSettings } from './options.ts';
import { isWorthRetrying, retryDelay } from './retry.ts';
import type { VaultSession } from './session.ts';
import { StaticSession } from './static-session.ts';
import { sendOnce, type SettledAnswer, type VaultRequest } from './vault-transport.ts';

/** Sends requests to Vault: with a token, and again where that helps. */
export class VaultClient {
  readonly #settings: VaultSettings;
  readonly #session: VaultSession;
  #index: string | undefined;
  readonly #closing = new AbortController();

  constructor(settings: VaultSettings) {
    this.#settings = settings;
    const send = this.#send.bind(this);
    this.#session =
      'token' in settings.auth
        ? new StaticSession(settings.auth.token, settings.clock, send)
        : new AppRoleSession(settings.auth, settings.clock, send);
  }

  /**
   * Sends a request.
   * @returns whatever Vault answers that is final, failures included; `attempts` tells how often the request was sent.
   * @throws {SecretStoreError} `PROVIDER_UNAVAILABLE`, `PROVIDER_REJECTED`; `PROVIDER_DENIED` when there is no token to be had
   */
  async request(request: VaultRequest): Promise<SettledAnswer> {
    this.#assertOpen(request);
    const token = await this.#session.token();
    const answer = await this.#send(request, token);
    if (answer.status !== 403) return answer;
    const other = await this.#session.replace(token, answer);
    return other === undefined ? answer : this.#send(request, other);
  }

  /** Waits before something is tried again, in milliseconds; not after `close()`. */
  async pause(delayMs: number): Promise<void> {
    await this.#settings.clock.sleep(delayMs, this.#closing.signal);
  }

  /** Ends renewals, the token that was got here, and what waits for its next attempt. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#closing.abort();
    await this.#session.close();
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #assertOpen(request: VaultRequest): void {
    if (this.#isClosed) throw failure('PROVIDER_UNAVAILABLE', request, 'The provider is closed.');
  }

  async #send(
    request: VaultRequest,
    token: string | null,
    maxAttempts = this.#settings.maxAttempts,
  ): Promise<SettledAnswer> {
    const { address } = this.#settings;
    for (let attempts = 1; ; attempts += 1) {
      const result = await sendOnce(this.#settings, request, this.#headers(token));
      if (result.kind === 'refused') throw failure('PROVIDER_REJECTED', request, `${result.reason}.`);
      if (result.kind === 'answer') {
        // A server of an Enterprise cluster that has not caught up with what was written here answers 412 to this header.
        this.#index = newerIndex(this.#index, result.headers.get('x-vault-index'));
        if (!isWorthRetrying(result)) return { ...result, attempts };
      }
      if (attempts >= maxAttempts) {
        // An index that no server has, as after a restore, must not fail every request from now on.
        if (result.kind === 'answer' && result.status === 412) this.#index = undefined;
        const reason = result.kind === 'answer' ? describeAnswer(result) : result.reason;
        throw failure(
          'PROVIDER_UNAVAILABLE',
          request,
          `Vault at ${address} is not available (${reason}; ${attempts} attempts).`,
        );
      }
      await this.pause(retryDelay(attempts, result.kind === 'answer' ? result.headers.get('retry-after') : null));
      this.#assertOpen(request);
    }
  }

  #headers(token: string | null): Readonly<Record<string, string>> {
    const { namespace } = this.#settings;
    return {
      'x-vault-request': 'true',
      'content-type': 'application/json',
      ...(token === null ? {} : { 'x-vault-token': token }),
      ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
      ...(this.#index === undefined ? {} : { 'x-vault-index': this.#index }),
    };
  }
}
