import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/load-config.ts';

/** All that a session hangs on, as a text to compare: an option, and the names and contents of the schema's files. */
export function fingerprint({ root, options: { schema, maxVariants } }: Config): string {
  if (typeof schema !== 'string') return `database ${maxVariants}`;
  return JSON.stringify([schema, maxVariants, contents(path.join(root, schema))]);
}

function contents(file: string): unknown {
  if (!existsSync(file)) return null;
  if (statSync(file).isFile()) return readFileSync(file, 'utf8');
  return readdirSync(file)
    .toSorted()
    .map((name) => [name, contents(path.join(file, name))]);
}
