import type { SettledAnswer, VaultAnswer, VaultRequest } from './vault-transport.ts';

/** Where the token of requests comes from. */
export interface VaultSession {
  /** A token that is not known to be over. @throws {SecretStoreError} when there is none to be had */
  token(): Promise<string>;
  /** Another token in place of one that Vault refused; undefined when the refusal is not the token's fault, or there is none. */
  replace(refused: string, answer: VaultAnswer): Promise<string | undefined>;
  /** Ends renewals. */
  close(): Promise<void>;
}

/** Sends a request with this token, or without one. */
export type SendRequest = (request: VaultRequest, token: string | null, maxAttempts?: number) => Promise<SettledAnswer>;
