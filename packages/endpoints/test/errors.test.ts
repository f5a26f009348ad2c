import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { EndpointsError } from '../src/index.ts';

describe('EndpointsError', () => {
  it('is a KongflowError with a code and a message', () => {
    const error = new EndpointsError('FAILED_PING', 'Down.');
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'EndpointsError', code: 'FAILED_PING', message: 'Down.' });
  });
});
