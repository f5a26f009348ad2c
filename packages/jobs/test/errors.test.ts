import { readFile } from 'node:fs/promises';
import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { JOBS_ERROR_CODES, JobsError } from '../src/index.ts';

describe('JobsError', () => {
  it('is a KongflowError with a code and a message', () => {
    const error = new JobsError('JOB_NOT_FOUND', 'Gone.');
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'JobsError', code: 'JOB_NOT_FOUND', message: 'Gone.' });
  });

  it('has every code in the README, and the README no other', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, errors = ''] = readme.split('## Errors');
    const documented = [...errors.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(new Set(documented)).toEqual(new Set(JOBS_ERROR_CODES));
  });
});
