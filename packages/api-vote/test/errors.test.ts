import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { API_VOTE_ERROR_CODES, ApiVoteError } from '../src/index.ts';

describe('ApiVoteError', () => {
  it.each(API_VOTE_ERROR_CODES)('is a KongflowError with the code %s, a message and a cause', (code) => {
    const cause = new Error('deeper');
    const error = new ApiVoteError(code, 'What is wrong.', { cause });
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'ApiVoteError', code, message: 'What is wrong.', cause });
  });
});
