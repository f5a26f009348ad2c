import { z } from 'zod';

/** How long a text may be. */
export interface TextLimits {
  /** Fewest characters (UTF-16 units). Default 0. */
  readonly min?: number;
  /** Most characters (UTF-16 units). Default: no limit. */
  readonly max?: number;
}

/**
 * Schema of text that can be stored: PostgreSQL refuses NUL, and its driver replaces lone surrogates. NUL is rejected,
 * lone surrogates become U+FFFD here, so that what was parsed is what a later read returns.
 */
export function text(limits: TextLimits = {}): z.ZodString {
  const { min = 0, max } = limits;
  let schema = z.string();
  if (min > 0) schema = schema.min(min, min === 1 ? 'must not be empty' : `must have at least ${min} characters`);
  if (max !== undefined) schema = schema.max(max, `must not be longer than ${max} characters`);
  return schema
    .refine((value) => !value.includes('\0'), 'must not contain the NUL character (\\u0000)')
    .overwrite((value) => value.toWellFormed());
}

/** Any text without NUL. */
export const TextSchema = text();

/**
 * Longest value of a text that is looked up by a unique index, in characters: a B-tree entry holds about 2700 bytes, and
 * a character takes up to 4.
 */
const MAX_KEY_LENGTH = 500;

/** Text that identifies something: not empty, short enough to be indexed. */
export const KeySchema = text({ min: 1, max: MAX_KEY_LENGTH });

/** Longest slug of an endpoint, in characters. */
export const MAX_ENDPOINT_SLUG_LENGTH = 100;
/** Longest slug of a job, in characters. */
export const MAX_JOB_SLUG_LENGTH = 255;
/** Longest title of a job, in characters. */
export const MAX_JOB_TITLE_LENGTH = 500;
/** Longest version of a job, in characters. */
export const MAX_JOB_VERSION_LENGTH = 100;
