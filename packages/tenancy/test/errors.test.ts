import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { TenancyError } from '../src/index.ts';

describe('TenancyError', () => {
  it('is a KongflowError with a code, a message and a cause', () => {
    const cause = new Error('deeper');
    const error = new TenancyError('NOT_A_MEMBER', 'Not a member.', { cause });
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'TenancyError', code: 'NOT_A_MEMBER', message: 'Not a member.', cause });
  });
});
