import type { SecretAction, SecretAudit } from '@kongflow/secret-store';

/**
 * An audit log that notes reads and writes as what they are part of: an export, or an import.
 * @param actions what to note, by what the store notes.
 */
export function auditAs(audit: SecretAudit, actions: Partial<Record<SecretAction, SecretAction>>): SecretAudit {
  return {
    database: audit.database,
    append: (records, options) =>
      audit.append(
        records.map((record) => ({ ...record, action: actions[record.action] ?? record.action })),
        options,
      ),
    lock: (tx) => audit.lock(tx),
    isCommitted: (transactionId, tx) => audit.isCommitted(transactionId, tx),
  };
}
