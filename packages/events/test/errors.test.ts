import { KongflowError } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { EventsError } from '../src/index.ts';

describe('EventsError', () => {
  it('is a KongflowError with a code and a message', () => {
    const error = new EventsError('EVENT_NOT_FOUND', 'Gone.');
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toMatchObject({ name: 'EventsError', code: 'EVENT_NOT_FOUND', message: 'Gone.' });
  });
});
