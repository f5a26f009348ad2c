import { TenancyError } from './errors.ts';
import type { RandomText } from './random-text.ts';

const MAX_ATTEMPTS = 100;
const MAX_BASE_LENGTH = 60;

/** How the slugs of one kind of row end, so that equal titles get different slugs. */
export interface SlugSuffix {
  readonly alphabet: string;
  readonly length: number;
}

/** 4 hexadecimal digits, as trigger.dev v2 ends organization slugs. */
export const ORGANIZATION_SLUG_SUFFIX: SlugSuffix = { alphabet: '1234567890abcdef', length: 4 };

/** 4 symbols of nanoid's default alphabet, as trigger.dev v2 ends project slugs. */
export const PROJECT_SLUG_SUFFIX: SlugSuffix = {
  alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-',
  length: 4,
};

/** Lower-case ASCII words of a title joined by `-`; empty when the title has none. */
export function slugify(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_BASE_LENGTH)
    .replaceAll(/^-+|-+$/g, '');
}

/**
 * Calls `insert` with fresh slugs until one is free.
 *
 * @param title what the slug starts with
 * @param fallback what it starts with when nothing of the title survives, such as a title in Chinese
 * @param insert answers null when the slug is taken
 * @throws TenancyError SLUGS_EXHAUSTED after 100 taken slugs
 */
export async function insertWithSlug<T>(
  { title, fallback, suffix }: { title: string; fallback: string; suffix: SlugSuffix },
  randomText: RandomText,
  insert: (slug: string) => Promise<T | null>,
): Promise<T> {
  const base = slugify(title) || fallback;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    // Each attempt depends on the one before: only a taken slug calls for another.
    const row = await insert(`${base}-${randomText(suffix.alphabet, suffix.length)}`);
    if (row !== null) return row;
  }
  throw new TenancyError('SLUGS_EXHAUSTED', `No free slug starting with "${base}" after ${MAX_ATTEMPTS} attempts.`);
}
