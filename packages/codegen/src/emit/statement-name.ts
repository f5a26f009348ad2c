import { createHash } from 'node:crypto';
import { pascalCase } from '../names.ts';

/** Longest name that pg prepares a statement under without a warning. */
const NAME_LIMIT = 63;

/**
 * The name that a query's text is prepared under. With a hash of the text: on one connection, perhaps behind a pooler, a
 * name may be prepared with one text only.
 */
export function statementName(query: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${pascalCase(query).slice(0, NAME_LIMIT - hash.length - 1)}_${hash}`;
}
