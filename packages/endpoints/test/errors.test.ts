import { readFile } from 'node:fs/promises';
import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { ENDPOINTS_ERROR_CODES, EndpointsError } from '../src/index.ts';

describe('EndpointsError', () => {
  it('is a KongflowError with a code and a message', () => {
    const error = new EndpointsError('FAILED_PING', 'Down.');
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'EndpointsError', code: 'FAILED_PING', message: 'Down.' });
  });

  it('has every code in the README, and the README no other', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, errors = ''] = readme.split('## Errors');
    const documented = [...errors.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(new Set(documented)).toEqual(new Set(ENDPOINTS_ERROR_CODES));
  });
});
