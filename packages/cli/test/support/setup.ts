import { createDatabase, type Database } from '@kongflow/database';
import { generateEncryptionKey, Keyring } from '@kongflow/encryption';
import { DatabaseSecretProvider, SecretStore } from '@kongflow/secret-store';
import { createTestDatabase } from '@kongflow/testing';
import type { ExitCode } from '../../src/command.ts';
import { main } from '../../src/main.ts';
import { FakeTerminal, type FakeTerminalOptions } from './fake-terminal.ts';

/** What a run of the command came to. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly error: string;
  readonly questions: readonly string[];
}

/** What differs from a run without a terminal. */
export interface RunOptions extends FakeTerminalOptions {
  /** Variables that differ. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A database of a test's own, and the command run against it. */
export interface Setup extends AsyncDisposable {
  readonly database: Database;
  readonly encryptionKey: string;
  readonly env: Readonly<Record<string, string>>;
  /** The same secrets, without the command and without an audit log. */
  readonly store: SecretStore;
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** `actor action key result` of the audit log's entries, oldest first. */
  trail(): Promise<string[]>;
}

/** Runs the command in this process. */
export async function runMain(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const terminal = new FakeTerminal(options);
  const exitCode = await main(args, options.env ?? {}, terminal);
  return { exitCode, out: terminal.out, error: terminal.error, questions: terminal.questions };
}

/** A fresh bundle. @param options.empty without the tables. Default false. */
export async function setup({ empty = false }: { readonly empty?: boolean } = {}): Promise<Setup> {
  const { url } = await createTestDatabase({ empty });
  const database = createDatabase({ connectionString: url, max: 2 });
  const encryptionKey = generateEncryptionKey();
  const env = { DATABASE_URL: url, KONGFLOW_ENCRYPTION_KEY: encryptionKey, KONGFLOW_ACTOR: 'test' };
  return {
    database,
    encryptionKey,
    env,
    store: new SecretStore({
      provider: new DatabaseSecretProvider({ database, cipher: new Keyring({ current: encryptionKey }) }),
    }),
    run: async (args, options = {}) => runMain(args, { ...options, env: { ...env, ...options.env } }),
    async trail() {
      const { rows } = await database.query({
        text: `SELECT concat_ws(' ', actor, action, coalesce(key, '-'), result) FROM secret_audit_entries ORDER BY sequence`,
        values: [],
        rowMode: 'array',
      });
      return rows.map(([line]) => String(line));
    },
    async [Symbol.asyncDispose]() {
      await database.close();
    },
  };
}
