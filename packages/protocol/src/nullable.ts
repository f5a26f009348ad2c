import type { z } from 'zod';

/** Accepts null and absence for a field that is null when it has no value. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

/** Accepts null and absence for a field that is absent when it has no value. */
export function orAbsent<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
}
