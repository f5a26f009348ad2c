import { v7 } from 'uuid';
import { z } from 'zod';

/**
 * Makes the id of a new row: a UUID v7.
 *
 * Ids made by one process are strictly increasing, also within a millisecond and when the clock steps back, so that the
 * order of ids is the order of creation.
 */
export function newId(): string {
  return v7();
}

/**
 * Makes the id of an event whose sender chose none. Opaque to everybody; unique in every environment.
 */
export function newEventId(): string {
  return v7();
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Tells whether a text can be compared with a `uuid` column: anything else makes PostgreSQL fail the statement, where
 * "not found" is meant.
 */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** The id of a row, any UUID version. */
export const RowIdSchema = z.string().regex(uuidPattern, 'must be a UUID');
