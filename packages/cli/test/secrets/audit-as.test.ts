import type { Database, Transaction } from '@kongflow/database';
import type { SecretAudit, SecretAuditRecord } from '@kongflow/secret-store';
import { expect, test } from 'vitest';
import { auditAs } from '../../src/secrets/audit-as.ts';

const tx = { note: 'a transaction' } as unknown as Transaction;
const record = (action: SecretAuditRecord['action']): SecretAuditRecord => ({
  actor: 'ada',
  action,
  key: 'a',
  provider: 'database',
  result: 'ok',
});

function recorder(): { readonly audit: SecretAudit; readonly calls: unknown[] } {
  const calls: unknown[] = [];
  return {
    calls,
    audit: {
      database: { note: 'a database' } as unknown as Database,
      append: async (records, options) => {
        calls.push([records, options]);
      },
      lock: async (transaction) => {
        calls.push(transaction);
        return '7';
      },
      isCommitted: async (transactionId, transaction) => {
        calls.push([transactionId, transaction]);
        return true;
      },
    },
  };
}

test('notes the actions that it is told to as others, in the same transaction', async () => {
  const { audit, calls } = recorder();
  await auditAs(audit, { get: 'export' }).append([record('get'), record('list')], { tx });
  expect(calls).toEqual([[[record('export'), record('list')], { tx }]]);
});

test('is the same log otherwise: of one database, with one lock', async () => {
  const { audit, calls } = recorder();
  const wrapped = auditAs(audit, {});
  expect(wrapped.database).toBe(audit.database);
  expect(await wrapped.lock(tx)).toBe('7');
  expect(await wrapped.isCommitted('7', tx)).toBe(true);
  expect(calls).toEqual([tx, ['7', tx]]);
});
