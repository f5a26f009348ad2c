import { describe, expect, it } from 'vitest';

import { KongflowError } from '../src/index.ts';

class QueueError extends KongflowError<'UNKNOWN_TASK'> {}

describe('KongflowError', () => {
  it('carries code, name, message and cause', () => {
    const cause = new Error('below');
    const error = new QueueError('UNKNOWN_TASK', 'No task is called "x".', { cause });
    expect(error).toBeInstanceOf(KongflowError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: 'UNKNOWN_TASK', name: 'QueueError', message: 'No task is called "x".', cause });
  });

  it('has no cause where none is given', () => {
    expect(Object.hasOwn(new QueueError('UNKNOWN_TASK', 'x'), 'cause')).toBe(false);
  });
});
