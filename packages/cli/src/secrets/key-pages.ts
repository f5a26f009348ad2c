import type { SecretKeyPage, SecretStore } from '@kongflow/secret-store';

/** Most secrets that the store takes in one call. */
export const BATCH_SIZE = 1000;

/** Which keys to walk through. */
export interface KeyRange {
  readonly prefix: string;
  readonly after: string | null;
  /** Most keys in all; null for no limit. */
  readonly limit: number | null;
}

/** Walks through keys page by page. */
export async function* keyPages(
  store: SecretStore,
  { prefix, after, limit }: KeyRange,
): AsyncGenerator<SecretKeyPage, void, undefined> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for (let last = after; ;) {
    const page = await store.listSecretKeys({ prefix, after: last, limit: Math.min(BATCH_SIZE, left) });
    yield page;
    left -= page.keys.length;
    if (page.next === null || left <= 0) return;
    last = page.next;
  }
}

/** Cuts a list into parts of one call each. */
export function* batches<T>(items: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let start = 0; start < items.length; start += BATCH_SIZE) yield items.slice(start, start + BATCH_SIZE);
}
