import { z } from 'zod';

const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * An instant: an ISO 8601 text, a number of milliseconds since 1970, or a `Date`. Years 1 to 9999, which both JavaScript
 * and PostgreSQL write the same way.
 */
export const DateSchema = z
  .union([z.date(), z.string(), z.number()], { error: 'must be a date' })
  .transform((value) => new Date(value))
  .refine((date) => date.getTime() >= earliest && date.getTime() <= latest, 'must be a date');
