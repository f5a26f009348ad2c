import { z } from 'zod';
import type { SecretAudit } from './audit/audit.ts';
import type { SecretStoreMetrics } from './metrics.ts';
import type { SecretProvider } from './providers/provider.ts';
import { parseInput, SecretKeySchema, SecretPrefixSchema } from './secret-key.ts';

/** Most secrets of one call. */
export const MAX_BATCH_SIZE = 1000;

/** What the operations of a store share. */
export interface StoreContext {
  readonly provider: SecretProvider;
  readonly audit: SecretAudit | undefined;
  readonly auditReads: boolean;
  readonly actor: string;
  /** Every key starts with it; '' for the whole store. */
  readonly scope: string;
  readonly metrics: SecretStoreMetrics;
}

const KeySchema = z.object({ key: SecretKeySchema });
const KeysSchema = z.object({
  keys: z.array(SecretKeySchema).max(MAX_BATCH_SIZE, `must not be more than ${MAX_BATCH_SIZE} at a time`),
});
const PrefixSchema = z.object({ prefix: SecretPrefixSchema });

/** The key as the provider knows it. @throws {SecretStoreError} `INVALID_INPUT` */
export function fullKey(context: StoreContext, key: string): string {
  parseInput(KeySchema, { key }); // by itself too: a scope must not make an empty key one
  return context.scope === '' ? key : parseInput(KeySchema, { key: context.scope + key }).key;
}

/** Keys as the provider knows them, each once. @throws {SecretStoreError} `INVALID_INPUT` */
export function fullKeys(context: StoreContext, keys: readonly string[]): readonly string[] {
  const unique = [...new Set(parseInput(KeysSchema, { keys }).keys)];
  if (context.scope === '') return unique;
  return parseInput(KeysSchema, { keys: unique.map((key) => context.scope + key) }).keys;
}

/** The prefix as the provider knows it. @throws {SecretStoreError} `INVALID_INPUT` */
export function fullPrefix(context: StoreContext, prefix: string): string {
  parseInput(PrefixSchema, { prefix });
  return parseInput(PrefixSchema, { prefix: context.scope + prefix }).prefix;
}

/** The key as callers of this store know it. */
export function relativeKey(context: StoreContext, key: string): string {
  return key.slice(context.scope.length);
}
