import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

/** All generated code of golden/ and what its folders' usage.ts say about it, under the strictest options there are. */
it('the golden output compiles, with the types that its users expect', () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', path.join(import.meta.dirname, 'golden/tsconfig.json')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
}, 60_000);
