import { z } from 'zod';
import { SecretStoreError, type SecretStoreErrorCode } from './errors.ts';
import { type KeyRange, keyRange } from './providers/database/key-range.ts';
import { mapConcurrently } from './providers/database/map-concurrently.ts';
import type { SecretCodec, SecretRow } from './providers/database/secret-codec.ts';
import type { SecretRepository } from './repository.ts';
import { parseInput, SecretPrefixSchema } from './secret-key.ts';

/** How far a rotation has come. */
export interface RotationProgress {
  /** Secrets encrypted anew so far. */
  readonly rotated: number;
  /** Secrets that could not be, in this pass. */
  readonly skipped: number;
  /** Secrets to encrypt anew when the rotation began. */
  readonly total: number;
}

/** How secrets are rotated. */
export interface RotateSecretsOptions {
  /** Secrets read and written at once, 1 to 10,000. Default 500. */
  readonly batchSize?: number | undefined;
  /** Is called after each batch. */
  readonly onProgress?: ((progress: RotationProgress) => void) | undefined;
  /** Only keys that start with this. Default '': every secret. */
  readonly prefix?: string | undefined;
  /** Ends the rotation before the next batch. What is done stays done, and another rotation goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

/** A secret that a rotation left as it is. */
export interface SkippedSecret {
  readonly key: string;
  /** Why: the code of the error that reading it gives; `SECRET_NOT_FOUND` for a row that reads as absent. */
  readonly code: SecretStoreErrorCode;
}

/** What a rotation has done. */
export interface RotationResult {
  /** Secrets encrypted anew. */
  readonly rotated: number;
  /** Secrets that could not be: they stay as they are. */
  readonly skipped: readonly SkippedSecret[];
  /** Secrets that are not under the current key still: those that were skipped, and what others wrote meanwhile. */
  readonly remaining: number;
}

/** What a rotation works on. */
export interface RotationContext {
  readonly repository: SecretRepository;
  readonly codec: SecretCodec;
}

interface Renewal {
  readonly key: string;
  readonly oldValue: string;
  readonly newValue: string;
}

interface Pass {
  readonly rotated: number;
  readonly skipped: readonly SkippedSecret[];
}

// A process that still writes under an old key could keep a rotation busy for ever.
const MAX_PASSES = 10;
const CONCURRENT_VALUES = 32;

const InputSchema = z.object({ batchSize: z.int().min(1).max(10_000), prefix: SecretPrefixSchema });

/**
 * See `DatabaseSecretProvider.rotate`.
 *
 * A secret is replaced only if its value is still the one that was read: whoever sets or deletes it meanwhile wins. Passes
 * over the keys are repeated until nothing is left, or one has changed nothing.
 */
export async function rotateSecrets(context: RotationContext, options: RotateSecretsOptions): Promise<RotationResult> {
  const { repository, codec } = context;
  const { onProgress, signal } = options;
  const { batchSize, prefix } = parseInput(InputSchema, {
    batchSize: options.batchSize ?? 500,
    prefix: options.prefix ?? '',
  });
  if (codec.writeVersion !== '3') {
    throw new SecretStoreError(
      'INVALID_INPUT',
      'Rotation writes version 3, but this provider writes version 2 for a trigger.dev that reads the same rows: rotate with a provider without writeVersion once that is gone.',
    );
  }
  signal?.throwIfAborted();
  const range = keyRange(prefix);
  const countOutdated = (): Promise<number> =>
    repository.countOutdatedSecrets({ ...range, current: codec.currentStart });
  const total = await countOutdated();
  let rotated = 0;
  let remaining = total;
  let skipped: readonly SkippedSecret[] = [];
  for (let passes = 0; remaining > 0 && passes < MAX_PASSES; passes += 1) {
    const before = rotated;
    const pass = await runPass(context, range, batchSize, signal, (progress) => {
      onProgress?.({ rotated: before + progress.rotated, skipped: progress.skipped.length, total });
    });
    rotated += pass.rotated;
    ({ skipped } = pass);
    remaining = await countOutdated();
    if (pass.rotated === 0) break;
  }
  return { rotated, skipped, remaining };
}

/** Goes once over the keys of the range. */
async function runPass(
  { repository, codec }: RotationContext,
  range: KeyRange,
  batchSize: number,
  signal: AbortSignal | undefined,
  onBatch: (pass: Pass) => void,
): Promise<Pass> {
  let rotated = 0;
  const skipped: SkippedSecret[] = [];
  const current = codec.currentStart;
  const listAfter = (after: string): Promise<SecretRow[]> =>
    repository.listOutdatedSecrets({ ...range, after, current, limit: batchSize });
  let rows = await listAfter('');
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    signal?.throwIfAborted();
    const renewals = await renew(codec, rows, skipped);
    const [replaced, next] = await Promise.all([
      replace(repository, renewals),
      rows.length < batchSize ? [] : listAfter(last.key),
    ]);
    rotated += replaced;
    onBatch({ rotated, skipped });
    rows = next;
  }
  return { rotated, skipped };
}

/** What to replace; secrets that cannot be read are added to `skipped`. */
async function renew(
  codec: SecretCodec,
  rows: readonly SecretRow[],
  skipped: SkippedSecret[],
): Promise<readonly Renewal[]> {
  const renewals: Renewal[] = [];
  const outcomes = await mapConcurrently(rows, CONCURRENT_VALUES, async (row) => {
    try {
      return { row, renewed: await codec.renew(row) };
    } catch (error) {
      // A cipher that fails for every secret ends the rotation; damage in one of them does not.
      if (!(error instanceof SecretStoreError) || error.code === 'PROVIDER_UNAVAILABLE') throw error;
      return { unreadable: { key: row.key, code: error.code } };
    }
  });
  for (const outcome of outcomes) {
    if (outcome.unreadable !== undefined) skipped.push(outcome.unreadable);
    else renewals.push({ key: outcome.row.key, oldValue: outcome.row.value, newValue: outcome.renewed });
  }
  return renewals;
}

/** Replaces all at once but those that others have locked, and then those, one by one. @returns how many. */
async function replace(repository: SecretRepository, renewals: readonly Renewal[]): Promise<number> {
  const version = '3';
  const replaced = new Set(
    await repository.replaceSecretValues({
      keys: renewals.map(({ key }) => key),
      oldValues: renewals.map(({ oldValue }) => oldValue),
      newValues: renewals.map(({ newValue }) => newValue),
      version,
    }),
  );
  let count = replaced.size;
  for (const renewal of renewals) {
    if (!replaced.has(renewal.key)) count += await repository.replaceSecretValue({ ...renewal, version });
  }
  return count;
}
