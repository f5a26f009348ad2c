import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DATABASE_ERROR_CODES } from '../src/errors.ts';

test('the README explains every code of DatabaseError, and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = readme.slice(readme.indexOf('## Errors'));
  const documented = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(new Set(documented)).toEqual(new Set(DATABASE_ERROR_CODES));
});
