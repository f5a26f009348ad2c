import type { Database, Transaction } from '@kongflow/database';
import type { Json } from '@kongflow/protocol';
import type { SecretStore } from '@kongflow/secret-store';
import { CliError } from '../errors.ts';
import { batches, keyPages } from './key-pages.ts';
import { listKeys } from './list-keys.ts';

/** Importers and writers of the same keys may meet in a deadlock; the one that lost goes again. */
const RETRIES = 5;

/** What a secret can be. */
export type SecretValue = Exclude<Json, null>;

/** Secrets to be stored together. */
export interface ImportPlan {
  readonly secrets: ReadonlyMap<string, SecretValue>;
  /** What becomes of secrets that are there: the import is refused, or they stay, or they are replaced. */
  readonly mode: 'refuse' | 'skip' | 'overwrite';
  readonly dryRun: boolean;
}

/** What an import has done, or would do. */
export interface ImportResult {
  readonly written: number;
  /** Keys that had a secret; with `overwrite` they are only known of a dry run. */
  readonly existing: readonly string[];
}

/**
 * Stores secrets: in the database all or none. Elsewhere there are no transactions: what exists is looked up first, and
 * what fails half-way says what was stored.
 * @throws {CliError} `CONFLICT` naming the keys that have a secret
 */
export async function writeSecrets(
  store: SecretStore,
  database: Database | null,
  plan: ImportPlan,
): Promise<ImportResult> {
  if (database === null) return writeOneByOne(store, plan);
  if (plan.dryRun) return tryInTransaction(store, database, plan);
  return database.transaction(
    async (tx) => {
      const result = await writeBatches(store, plan, tx);
      refuseExisting(result.existing, plan);
      return result;
    },
    { retries: RETRIES },
  );
}

/** Carries the outcome of a dry run out of the transaction that it takes back. */
class TakeBack extends Error {
  readonly result: ImportResult;
  constructor(result: ImportResult) {
    super('dry run');
    this.result = result;
  }
}

async function tryInTransaction(store: SecretStore, database: Database, plan: ImportPlan): Promise<ImportResult> {
  try {
    return await database.transaction(async (tx) => {
      // Also where they would be replaced: it tells which there are.
      const { written, existing } = await writeBatches(store, { ...plan, mode: 'skip' }, tx);
      throw new TakeBack({ written: plan.mode === 'overwrite' ? plan.secrets.size : written, existing });
    });
  } catch (error) {
    if (error instanceof TakeBack) return error.result;
    throw error;
  }
}

async function writeBatches(store: SecretStore, plan: ImportPlan, tx: Transaction | undefined): Promise<ImportResult> {
  const written = new Set<string>();
  for (const batch of batches([...plan.secrets])) {
    const ifAbsent = plan.mode !== 'overwrite';
    for (const key of await store.setSecrets(Object.fromEntries(batch), { ifAbsent, tx })) written.add(key);
  }
  return { written: written.size, existing: [...plan.secrets.keys()].filter((key) => !written.has(key)) };
}

async function writeOneByOne(store: SecretStore, plan: ImportPlan): Promise<ImportResult> {
  if (plan.dryRun || plan.mode === 'refuse') {
    const existing = await findExisting(store, [...plan.secrets.keys()]);
    if (plan.dryRun) {
      return { written: plan.secrets.size - (plan.mode === 'overwrite' ? 0 : existing.length), existing };
    }
    refuseExisting(existing, plan);
  }
  const result = await writeBatches(store, plan, undefined);
  if (plan.mode === 'refuse' && result.existing.length > 0) {
    throw new CliError(
      'CONFLICT',
      `While these were imported, others have stored some of the same keys, which were left as they are: ${listKeys(result.existing)}.`,
    );
  }
  return result;
}

function refuseExisting(existing: readonly string[], { mode }: ImportPlan): void {
  if (mode !== 'refuse' || existing.length === 0) return;
  throw new CliError(
    'CONFLICT',
    `Nothing was imported, as these keys have a secret already: ${listKeys(existing)}.\n--skip-existing leaves them as they are, --overwrite replaces them.`,
  );
}

async function findExisting(store: SecretStore, keys: readonly string[]): Promise<string[]> {
  const wanted = new Set(keys);
  const existing: string[] = [];
  for await (const page of keyPages(store, { prefix: commonPrefix(keys), after: null, limit: null })) {
    existing.push(...page.keys.filter((key) => wanted.has(key)));
  }
  return existing;
}

function commonPrefix(keys: readonly string[]): string {
  const [first = ''] = keys;
  let length = first.length;
  for (const key of keys) {
    while (!key.startsWith(first.slice(0, length))) length -= 1;
  }
  const prefix = first.slice(0, length);
  return prefix.isWellFormed() ? prefix : prefix.slice(0, -1);
}
