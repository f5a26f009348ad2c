import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the README documents every error code, and no other', () => {
  const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/\| '([A-Z_]+)'/g)].map(([, code]) => code);
  const documented = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(new Set(documented)).toEqual(new Set(codes));
  expect(documented).toHaveLength(codes.length);
});
