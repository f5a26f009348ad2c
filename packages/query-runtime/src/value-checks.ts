/** What generated schemas of zod ask that zod itself does not: PostgreSQL's own rules. */

/** Whether a text fits `varchar(limit)`: it counts characters, not UTF-16 units, and leaves out spaces behind the last. */
export function fitsLength(text: string, limit: number): boolean {
  if (text.length <= limit) return true;
  return Array.from(text)
    .slice(limit)
    .every((character) => character === ' ');
}

/** Whether a value can be written as JSON. */
export function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}
