import { z } from 'zod';
import { parseInput } from '../../secret-key.ts';
import { systemClock, type VaultClock } from './clock.ts';

/** Sends a request: the global `fetch`, or one with an agent of your own (private CA, client certificate, proxy). */
export type VaultFetch = (url: string, init: RequestInit) => Promise<Response>;

/** A token from elsewhere. It is renewed as long as Vault allows; when it is over, calls are denied. */
export interface VaultTokenAuth {
  readonly token: string;
}

/** Logs in by AppRole when the first call needs a token, and again whenever the token is over. */
export interface VaultAppRoleAuth {
  readonly roleId: string;
  /** A function is asked at each login, for secret ids that are rotated. */
  readonly secretId: string | (() => string | Promise<string>);
  /** Where the auth method is mounted. Default `approle`. */
  readonly mount?: string | undefined;
}

/** How secrets are kept in HashiCorp Vault. */
export interface VaultProviderOptions {
  /** URL of Vault, such as `https://vault.example.com:8200`. No environment variable is read here. */
  readonly address: string;
  readonly auth: VaultTokenAuth | VaultAppRoleAuth;
  /** Where the KV version 2 secrets engine is mounted. Default `secret`. */
  readonly mount?: string | undefined;
  /** Folder of the mount that all secrets are in; '' is the whole mount. Default `kongflow`. */
  readonly path?: string | undefined;
  /** Namespace of Vault Enterprise, HCP or OpenBao. Default: none. */
  readonly namespace?: string | undefined;
  /** Longest wait for an answer, in milliseconds, for each attempt. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Most secrets and folders that are worked on at once, over all calls of the provider. Default 10. */
  readonly concurrency?: number | undefined;
  /** Tries of a request that gets no answer, or one that says to try later. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Largest answer that is read, in bytes. Default 32 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: VaultFetch | undefined;
  /** For tests. Default: the real time. */
  readonly clock?: VaultClock | undefined;
}

/** The same with the defaults filled in. */
export interface VaultSettings {
  readonly address: string;
  readonly auth: VaultTokenAuth | Required<VaultAppRoleAuth>;
  readonly mount: string;
  readonly path: string;
  readonly namespace: string | null;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly maxResponseBytes: number;
  readonly fetch: VaultFetch;
  readonly clock: VaultClock;
}

const folders = 'must be folders of letters, digits, "_", "-" and ".", with "/" between them only';
const FoldersSchema = z
  .string()
  .max(300, 'must not be longer than 300 characters')
  .regex(/^[\w-]+(?:\.[\w-]+)*(?:\/[\w-]+(?:\.[\w-]+)*)*$/, folders);

const AddressSchema = z
  .string()
  .refine(isAddress, 'must be an http or https URL without user name, password, query and fragment')
  .transform((address) => new URL(address).href.replace(/\/+$/, ''));

const HeaderTextSchema = z.string().regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces and line breaks');

const AuthSchema = z.union(
  [
    z.strictObject({ token: HeaderTextSchema }),
    z.strictObject({
      roleId: z.string().min(1),
      secretId: z.union([z.string().min(1), z.custom<() => string | Promise<string>>(isFunction)]),
      mount: FoldersSchema.default('approle'),
    }),
  ],
  'must be { token } or { roleId, secretId }, with a token of printable ASCII without spaces and line breaks',
);

const OptionsSchema: z.ZodType<VaultSettings> = z.strictObject({
  address: AddressSchema,
  auth: AuthSchema,
  mount: FoldersSchema.default('secret'),
  path: z.union([z.literal(''), FoldersSchema], folders).default('kongflow'),
  namespace: HeaderTextSchema.nullable().default(null),
  timeoutMs: z.int().min(1).max(600_000).default(10_000),
  concurrency: z.int().min(1).max(1000).default(10),
  maxAttempts: z.int().min(1).max(100).default(5),
  maxResponseBytes: z
    .int()
    .min(1024)
    .default(32 * 1024 * 1024),
  fetch: z.custom<VaultFetch>(isFunction, 'must be a function').default(() => globalFetch),
  clock: z.custom<VaultClock>(isObject, 'must be a clock').default(systemClock),
});

/** Checks the options and fills in the defaults. @throws {SecretStoreError} `INVALID_INPUT` saying which option is wrong */
export function parseOptions(options: VaultProviderOptions): VaultSettings {
  return parseInput(OptionsSchema, options);
}

// Looked up at each call: what instruments the global one may come later.
const globalFetch: VaultFetch = (url, init) => fetch(url, init);

function isAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, search, hash } = new URL(address);
  return ['http:', 'https:'].includes(protocol) && username + password + search + hash === '';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
