import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/load-config.ts';

/** All that the schema is made of, as a text to compare: names and contents of its files. */
export function fingerprint({ root, options: { schema } }: Config): string {
  if (typeof schema !== 'string') return 'database';
  return JSON.stringify([schema, contents(path.join(root, schema))]);
}

function contents(file: string): unknown {
  if (!existsSync(file)) return null;
  if (statSync(file).isFile()) return readFileSync(file, 'utf8');
  return readdirSync(file)
    .toSorted()
    .map((name) => [name, contents(path.join(file, name))]);
}
