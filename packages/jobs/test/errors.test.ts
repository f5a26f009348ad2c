import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { JobsError } from '../src/index.ts';

describe('JobsError', () => {
  it('is a KongflowError with a code and a message', () => {
    const error = new JobsError('JOB_NOT_FOUND', 'Gone.');
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'JobsError', code: 'JOB_NOT_FOUND', message: 'Gone.' });
  });
});
