import { readFile } from 'node:fs/promises';
import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { TENANCY_ERROR_CODES, TenancyError } from '../src/index.ts';

describe('TenancyError', () => {
  it('is a KongflowError with a code, a message and a cause', () => {
    const cause = new Error('deeper');
    const error = new TenancyError('NOT_A_MEMBER', 'Not a member.', { cause });
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'TenancyError', code: 'NOT_A_MEMBER', message: 'Not a member.', cause });
  });

  it('has every code in the README, and the README no other', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, errors = ''] = readme.split('## Errors');
    const documented = [...errors.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(new Set(documented)).toEqual(new Set(TENANCY_ERROR_CODES));
  });
});
