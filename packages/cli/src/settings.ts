import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { z } from 'zod';
import type { Environment } from './command.ts';
import { CliError } from './errors.ts';

const url = (protocol: RegExp, example: string) =>
  z.string().refine((text) => protocol.test(text) && URL.canParse(text), `must be a URL such as ${example}`);
const text = z.string().optional();

const SettingsSchema = z
  .object({
    /** Where tables are: the secrets of SECRET_STORE=DATABASE, and the audit log of all. */
    DATABASE_URL: url(/^postgres(ql)?:\/\//, 'postgres://user@host:5432/name').optional(),
    /** Encrypts secrets in the database. */
    KONGFLOW_ENCRYPTION_KEY: text,
    /** A file that holds it, instead. */
    KONGFLOW_ENCRYPTION_KEY_FILE: text,
    /** Keys of before, separated by commas: they still decrypt. */
    KONGFLOW_PREVIOUS_ENCRYPTION_KEYS: z.string().default(''),
    /** Where secrets are kept. */
    SECRET_STORE: z
      .enum(['DATABASE', 'AWS_PARAM_STORE', 'VAULT'], 'must be DATABASE, AWS_PARAM_STORE or VAULT')
      .default('DATABASE'),
    /** Version of the values that are written: 3, or 2 for a table that a running trigger.dev reads too. */
    KONGFLOW_SECRET_WRITE_VERSION: z.enum(['2', '3'], 'must be 2 or 3').default('3'),
    /** Path of Parameter Store under which secrets are. */
    KONGFLOW_PARAMETER_STORE_PATH: z.string().startsWith('/', 'must start with /').optional(),
    VAULT_ADDR: url(/^https?:\/\//, 'https://vault.example.com:8200').optional(),
    VAULT_NAMESPACE: text,
    VAULT_TOKEN: text,
    VAULT_ROLE_ID: text,
    VAULT_SECRET_ID: text,
    /** Mount of the KV engine, version 2. */
    KONGFLOW_VAULT_MOUNT: text,
    /** Path in it under which secrets are. */
    KONGFLOW_VAULT_PATH: text,
    /** Who is named in the audit log. */
    KONGFLOW_ACTOR: text,
  })
  .superRefine((env, context) => {
    const require = (variable: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [variable], message });
    };
    if (env.KONGFLOW_ENCRYPTION_KEY !== undefined && env.KONGFLOW_ENCRYPTION_KEY_FILE !== undefined) {
      require('KONGFLOW_ENCRYPTION_KEY_FILE', 'must not be set beside KONGFLOW_ENCRYPTION_KEY');
    }
    if (env.SECRET_STORE === 'VAULT') {
      if (env.VAULT_ADDR === undefined) require('VAULT_ADDR', 'must be set for SECRET_STORE=VAULT');
      const byRole = env.VAULT_ROLE_ID !== undefined && env.VAULT_SECRET_ID !== undefined;
      if (env.VAULT_TOKEN === undefined && !byRole) {
        require('VAULT_TOKEN', 'must be set for SECRET_STORE=VAULT, or VAULT_ROLE_ID and VAULT_SECRET_ID');
      }
    }
  });

/** How to log in to Vault. */
export type VaultLogin = { readonly token: string } | { readonly roleId: string; readonly secretId: string };

/** Where secrets are kept, and what that takes. */
export type StoreSettings =
  | { readonly kind: 'DATABASE'; readonly writeVersion: '2' | '3' }
  | { readonly kind: 'AWS_PARAM_STORE'; readonly path: string | undefined }
  | {
      readonly kind: 'VAULT';
      readonly address: string;
      readonly namespace: string | undefined;
      readonly login: VaultLogin;
      readonly mount: string | undefined;
      readonly path: string | undefined;
    };

/** The configuration of all commands. */
export interface Settings {
  readonly databaseUrl: string | undefined;
  /** Who acts, where no --actor says so. */
  readonly actor: string;
  /** The variable that an encryption key came from, for messages, and the key; undefined when there is none. */
  readonly encryptionKey: { readonly variable: string; readonly key: string } | undefined;
  readonly previousEncryptionKeys: readonly string[];
  readonly store: StoreSettings;
}

/**
 * Reads the configuration; a variable that is set to nothing counts as not set.
 * @throws {CliError} `INVALID_CONFIG` naming each variable that is wrong; never its value, which may be a secret
 */
export function readSettings(env: Environment): Settings {
  const parsed = SettingsSchema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: [variable], message }) => `${String(variable)} ${message}.`);
    throw new CliError('INVALID_CONFIG', problems.join('\n'));
  }
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL,
    actor: data.KONGFLOW_ACTOR ?? defaultActor(),
    encryptionKey: readEncryptionKey(data),
    previousEncryptionKeys: data.KONGFLOW_PREVIOUS_ENCRYPTION_KEYS.split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
    store: storeSettings(data),
  };
}

function defaultActor(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run under a user that has no name.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}

type Variables = z.output<typeof SettingsSchema>;

function readEncryptionKey(env: Variables): Settings['encryptionKey'] {
  const { KONGFLOW_ENCRYPTION_KEY: key, KONGFLOW_ENCRYPTION_KEY_FILE: file } = env;
  if (key !== undefined) return { variable: 'KONGFLOW_ENCRYPTION_KEY', key };
  if (file === undefined) return undefined;
  const variable = 'KONGFLOW_ENCRYPTION_KEY_FILE';
  try {
    return { variable, key: readFileSync(file, 'utf8').trim() };
  } catch (cause) {
    throw new CliError('INVALID_CONFIG', `${variable} names a file that cannot be read: ${file}`, { cause });
  }
}

function storeSettings(env: Variables): StoreSettings {
  if (env.SECRET_STORE === 'DATABASE') return { kind: 'DATABASE', writeVersion: env.KONGFLOW_SECRET_WRITE_VERSION };
  if (env.SECRET_STORE === 'AWS_PARAM_STORE') {
    return { kind: 'AWS_PARAM_STORE', path: env.KONGFLOW_PARAMETER_STORE_PATH };
  }
  return {
    kind: 'VAULT',
    address: env.VAULT_ADDR ?? '',
    namespace: env.VAULT_NAMESPACE,
    login:
      env.VAULT_TOKEN === undefined
        ? { roleId: env.VAULT_ROLE_ID ?? '', secretId: env.VAULT_SECRET_ID ?? '' }
        : { token: env.VAULT_TOKEN },
    mount: env.KONGFLOW_VAULT_MOUNT,
    path: env.KONGFLOW_VAULT_PATH,
  };
}
