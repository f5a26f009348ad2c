import type { Database } from '@kongflow/database';
import { type SecretAction, SecretAuditLog, type SecretProvider, SecretStore } from '@kongflow/secret-store';
import type { CommandContext } from '../command.ts';
import { openDatabase } from '../open-database.ts';
import { auditAs } from './audit-as.ts';
import { openProvider } from './open-provider.ts';

/** What a command works on. */
export interface OpenStore {
  readonly store: SecretStore;
  readonly provider: SecretProvider;
  readonly actor: string;
  /** Null without DATABASE_URL. */
  readonly database: Database | null;
}

/** How to open the store. */
export interface WithStoreOptions {
  /** Who is named in the audit log. Default: that of the settings. */
  readonly actor?: string | undefined;
  /** What reads and writes are noted as. Default: as what they are. */
  readonly auditAs?: Partial<Record<SecretAction, SecretAction>>;
}

/**
 * Opens the store of the settings, does the work, and closes all of it whatever comes. Every access leaves an entry in the
 * audit log of the database; without DATABASE_URL there is no such log.
 */
export async function withStore<Result>(
  { settings }: CommandContext,
  options: WithStoreOptions,
  work: (open: OpenStore) => Promise<Result>,
): Promise<Result> {
  const config = settings();
  const { actor = config.actor, auditAs: actions = {} } = options;
  const database = config.databaseUrl === undefined ? null : openDatabase(config);
  try {
    const provider = await openProvider(config, database);
    try {
      const audit = database === null ? undefined : auditAs(new SecretAuditLog({ database }), actions);
      const store = new SecretStore({ provider, audit, actor });
      return await work({ store, provider, actor, database });
    } finally {
      await provider.close?.();
    }
  } finally {
    await database?.close();
  }
}
