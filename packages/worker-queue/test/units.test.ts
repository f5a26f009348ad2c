import { waitFor } from '@kongflow/testing';
import { assert, integer, property, string, stringMatching } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { jitter, retryDelayMs } from '../src/back-off.ts';
import { describeError } from '../src/describe-error.ts';
import { createWorkerQueue, type TaskEnqueuer, type TaskPayload, type WorkerQueue } from '../src/index.ts';
import { createBundle } from './support/bundle.ts';
import { catalogue, type Catalogue } from './support/catalogue.ts';

describe('waits', () => {
  test('retries grow with the attempt and never beyond the tenth', () => {
    assert(
      property(integer({ min: 1, max: 1000 }), (attempt) => {
        expect(retryDelayMs(attempt + 1)).toBeGreaterThanOrEqual(retryDelayMs(attempt));
        expect(retryDelayMs(attempt)).toBeLessThanOrEqual(Math.exp(10) * 1000);
      }),
    );
  });

  test('polls vary by up to 10 %', () => {
    assert(
      property(integer({ min: 1, max: 1_000_000 }), (ms) => {
        expect(Math.abs(jitter(ms) - ms)).toBeLessThanOrEqual(ms / 10 + 1e-6);
      }),
    );
  });
});

describe('describeError', () => {
  test('keeps name, message and code', () => {
    expect(describeError(Object.assign(new RangeError('too far'), { code: 'E_FAR' }))).toEqual({
      name: 'RangeError',
      message: 'too far',
      code: 'E_FAR',
    });
    expect(describeError('just a text')).toEqual({ message: 'just a text' });
    expect(describeError({ apiKey: 'secret' })).toEqual({ message: 'A non-error was thrown.' });
    expect(describeError(Object.assign(new Error('x'), { code: 5 }))).toEqual({ name: 'Error', message: 'x' });
  });

  test('whatever is thrown, the result is JSON that PostgreSQL stores, short and without keys', () => {
    const key = stringMatching(/^(tr|pk)_[a-z]{1,8}_[a-zA-Z0-9]{8,40}$/);
    assert(
      property(string({ unit: 'binary' }), key, string({ unit: 'binary' }), (before, secret, after) => {
        const { message } = describeError(new Error(`${before} ${secret} ${after}`));
        expect(message).not.toContain(secret);
        expect(message.length).toBeLessThan(2100);
        expect(message.isWellFormed() && !message.includes('\0')).toBe(true);
      }),
    );
    expect(describeError(new Error('x'.repeat(100_000))).message.length).toBe(2000);
  });
});

test('options are checked when the queue is made', async () => {
  const { database } = await createBundle();
  for (const options of [{ concurrency: 0 }, { concurrency: { execution: 1.5 } }, { pollIntervalMs: 0 }]) {
    expect(() => createWorkerQueue({ database, catalogue, ...options })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  }
});

test('metrics count what happened', async () => {
  const { queue } = await createBundle();
  const worker = queue();
  expect(worker.metrics()).toEqual({});
  worker.handle('flaky', async (_, { attempt }) => {
    if (attempt === 1) throw new Error('once more');
  });
  worker.handle('once', async () => {
    throw new Error('fails');
  });
  await worker.start();
  await worker.enqueue('flaky', { n: 1 });
  await worker.enqueue('once', { n: 1 });
  await waitFor(() => worker.metrics()['dead']?.completed === 1 && worker.metrics()['default']?.completed === 1);
  expect(worker.metrics()['default']).toMatchObject({
    claimed: 3,
    completed: 1,
    retried: 1,
    exhausted: 1,
    lost: 0,
    running: 0,
    unsettled: 0,
  });
  expect(Object.keys(worker.metrics())).toEqual(['default', 'dead']);
});

test('types: payloads follow the catalogue, KongFlow’s own is the default', () => {
  expectTypeOf<TaskPayload<Catalogue, 'dated'>>().toEqualTypeOf<{ at: Date; note: string }>();
  expectTypeOf<WorkerQueue<Catalogue>['enqueue']>().toBeCallableWith('keyed', { key: 'a', value: 1 });
  expectTypeOf<TaskEnqueuer['enqueue']>().toBeCallableWith('startRun', { id: '00000000-0000-0000-0000-000000000000' });
  const bind = (queue: WorkerQueue): void => {
    queue.handle('performRunExecution', async ({ id }, { attempt }) => {
      expectTypeOf(id).toEqualTypeOf<string>();
      expectTypeOf(attempt).toEqualTypeOf<number>();
    });
    // @ts-expect-error no such task
    queue.handle('nothing', async () => undefined);
  };
  expectTypeOf(bind).toBeFunction();
});
