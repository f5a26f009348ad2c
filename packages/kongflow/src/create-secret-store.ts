import type { Database } from '@kongflow/database';
import type { Keyring } from '@kongflow/encryption';
import type { Logger } from '@kongflow/logger';
import {
  CachedSecretProvider,
  DatabaseSecretProvider,
  PgSecretChangeChannel,
  SecretAuditLog,
  SecretStore,
} from '@kongflow/secret-store';
import type { SecretStoreSettings } from './options.ts';

/** The secret store of a platform, and what has to be started and stopped with it. */
export interface PlatformSecrets {
  readonly store: SecretStore;
  readonly audit: SecretAuditLog | null;
  /** Begins to hear of changes, where there is a cache. */
  start(): void;
  stop(): Promise<void>;
}

/** Puts the secret store together as the settings say. */
export function createSecretStore(
  settings: SecretStoreSettings,
  { database, keyring, logger }: { readonly database: Database; readonly keyring: Keyring; readonly logger: Logger },
): PlatformSecrets {
  const provider = settings.provider ?? new DatabaseSecretProvider({ database, cipher: keyring });
  const { cache = false, audit: auditSettings = {} } = settings;
  const cached =
    cache === false
      ? null
      : new CachedSecretProvider({
          provider,
          channel: new PgSecretChangeChannel({ database, logger }),
          logger,
          ...(cache === true ? {} : cache),
        });
  const audit = auditSettings === false ? null : new SecretAuditLog({ database, logger });
  const store = new SecretStore({
    provider: cached ?? provider,
    ...(audit === null || auditSettings === false ? {} : { audit, auditReads: auditSettings.reads ?? true }),
  });
  return {
    store,
    audit,
    start() {
      cached?.start();
    },
    async stop() {
      await cached?.stop();
    },
  };
}
