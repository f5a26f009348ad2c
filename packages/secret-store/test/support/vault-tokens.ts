import { randomUUID } from 'node:crypto';
import type { TestClock } from './vault-clock.ts';

/** How long tokens live, in seconds; 0 is for ever. */
export interface TokenTerms {
  readonly ttl: number;
  /** Default: no limit. */
  readonly maxTtl?: number;
  /** Default true. */
  readonly renewable?: boolean;
  /** Paths that start so are denied. Default: none. */
  readonly denied?: string;
}

interface Token extends TokenTerms {
  readonly createdAt: number;
  expiresAt: number;
}

interface AppRole {
  readonly terms: TokenTerms;
  readonly secretIds: Set<string>;
}

/** The token store of Vault and its AppRole auth method. */
export class VaultTokens {
  readonly #clock: TestClock;
  readonly #tokens = new Map<string, Token>();
  readonly #roles = new Map<string, AppRole>();

  constructor(clock: TestClock) {
    this.#clock = clock;
  }

  /** Tokens that are valid now. */
  get valid(): string[] {
    return [...this.#tokens.keys()].filter((token) => this.find(token) !== undefined);
  }

  create(terms: TokenTerms): string {
    const token = `hvs.${randomUUID()}`;
    const now = this.#clock.now();
    this.#tokens.set(token, {
      ...terms,
      createdAt: now,
      expiresAt: terms.ttl === 0 ? Infinity : now + terms.ttl * 1000,
    });
    return token;
  }

  createRole(terms: TokenTerms): { roleId: string; secretId: string } {
    const roleId = randomUUID();
    this.#roles.set(roleId, { terms, secretIds: new Set() });
    return { roleId, secretId: this.addSecretId(roleId) };
  }

  addSecretId(roleId: string): string {
    const secretId = randomUUID();
    this.#roles.get(roleId)?.secretIds.add(secretId);
    return secretId;
  }

  removeSecretId(roleId: string, secretId: string): void {
    this.#roles.get(roleId)?.secretIds.delete(secretId);
  }

  find(token: string): Token | undefined {
    const found = this.#tokens.get(token);
    return found !== undefined && found.expiresAt > this.#clock.now() ? found : undefined;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** A new token's `auth`; undefined for wrong credentials. */
  logIn(roleId: unknown, secretId: unknown): unknown {
    const role = typeof roleId === 'string' ? this.#roles.get(roleId) : undefined;
    if (role === undefined || typeof secretId !== 'string' || !role.secretIds.has(secretId)) return undefined;
    return this.#auth(this.create(role.terms));
  }

  /** Extends the lease; undefined when it cannot be. */
  renew(name: string): unknown {
    const token = this.find(name);
    if (token === undefined || token.renewable === false) return undefined;
    const longest = token.createdAt + (token.maxTtl ?? Infinity) * 1000;
    token.expiresAt = Math.min(this.#clock.now() + token.ttl * 1000, longest);
    return this.#auth(name);
  }

  remaining(name: string): number {
    const token = this.find(name);
    return token === undefined || token.expiresAt === Infinity
      ? 0
      : Math.floor((token.expiresAt - this.#clock.now()) / 1000);
  }

  #auth(token: string): unknown {
    const renewable = this.find(token)?.renewable ?? true;
    return {
      client_token: token,
      accessor: 'a',
      policies: ['kongflow'],
      lease_duration: this.remaining(token),
      renewable,
    };
  }
}
