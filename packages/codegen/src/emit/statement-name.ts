import { createHash } from 'node:crypto';
import { pascalCase } from '../names.ts';

/** Longest name that a statement can be prepared under, in bytes: PostgreSQL cuts off what is behind it. */
const NAME_LIMIT = 63;

/**
 * The name that a query's text is prepared under. With a hash of the text: on one connection, perhaps behind a pooler, a
 * name may be prepared with one text only.
 */
export function statementName(query: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const limit = NAME_LIMIT - hash.length - 1;
  let name = '';
  for (const letter of pascalCase(query)) {
    if (Buffer.byteLength(name + letter) > limit) break;
    name += letter;
  }
  return `${name}_${hash}`;
}
