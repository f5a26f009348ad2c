import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { QueueError, type QueueErrorCode } from '../src/index.ts';

const codes: Record<QueueErrorCode, true> = {
  UNKNOWN_TASK: true,
  INVALID_PAYLOAD: true,
  INVALID_OPTIONS: true,
  DUPLICATE_HANDLER: true,
  NO_HANDLER: true,
  NOT_INSTALLED: true,
  JOB_TIMEOUT: true,
  LEASE_LOST: true,
  SHUTTING_DOWN: true,
};

test('every error code is documented, and every documented code exists', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const section = readme.slice(readme.indexOf('## Errors'), readme.indexOf('## How it works'));
  const documented = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]);
  expect(new Set(documented)).toEqual(new Set(Object.keys(codes)));
  expect(documented).toHaveLength(Object.keys(codes).length);
});

test('an error carries its code, its name and its cause', () => {
  const cause = new Error('why');
  const error = new QueueError('NO_HANDLER', 'nobody', { cause });
  expect(error).toMatchObject({ code: 'NO_HANDLER', name: 'QueueError', message: 'nobody', cause });
});
