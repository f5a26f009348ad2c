import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { retryDelayMs } from '../src/index.ts';
import { createBundle } from './support/bundle.ts';

test('attempts are repeated with the given waits, under the same job id', async () => {
  const { queue, jobs } = await createBundle();
  const asked: number[] = [];
  const worker = queue({
    retryDelay: (attempt) => {
      asked.push(attempt);
      return 20 * attempt;
    },
  });
  const seen: { attempt: number; jobId: string; at: number; maxAttempts: number }[] = [];
  worker.handle('flaky', async (_, { attempt, jobId, maxAttempts }) => {
    seen.push({ attempt, jobId, maxAttempts, at: performance.now() });
    if (attempt < 4) throw new Error(`attempt ${attempt}`);
  });
  await worker.start();
  const { id } = await worker.enqueue('flaky', { n: 1 });
  await waitFor(async () => seen.length === 4 && (await jobs()).length === 0);
  expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  expect(new Set(seen.map(({ jobId }) => jobId))).toEqual(new Set([id]));
  expect(seen[0]?.maxAttempts).toBe(4);
  expect(asked).toEqual([1, 2, 3]);
  for (const [index, { at }] of seen.slice(1).entries()) {
    expect(at - seen[index]!.at).toBeGreaterThanOrEqual(20 * (index + 1) - 2);
  }
});

test('the default waits are e^attempt seconds, from the tenth attempt on the same', async () => {
  expect([1, 2, 3, 4].map((attempt) => Math.round(retryDelayMs(attempt)))).toEqual([2718, 7389, 20_086, 54_598]);
  expect(retryDelayMs(11)).toBe(retryDelayMs(10));
  const { queue, rows } = await createBundle();
  const worker = queue({ retryDelay: retryDelayMs });
  worker.handle('flaky', async () => {
    throw new Error('fails');
  });
  await worker.start();
  await worker.enqueue('flaky', { n: 1 });
  const [job] = await waitFor(async () => {
    const found = await rows(
      "SELECT extract(epoch FROM start_after - started_on)::float8 AS wait FROM kongflow_queue.job WHERE state = 'retry'",
    );
    return found.length > 0 && found;
  });
  expect(job!['wait']).toBeGreaterThanOrEqual(2.7);
});

test('with one attempt, the first error ends it; onExhausted learns payload and message', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  const exhausted: unknown[] = [];
  let attempts = 0;
  worker.handle(
    'once',
    async () => {
      attempts += 1;
      throw new TypeError('does not work');
    },
    { onExhausted: async (payload, error) => void exhausted.push(payload, error.message) },
  );
  await worker.start();
  await worker.enqueue('once', { n: 7 });
  await waitFor(async () => exhausted.length > 0 && (await jobs("name = 'dead'")).length === 0);
  expect(exhausted).toEqual([{ n: 7 }, 'does not work']);
  expect(attempts).toBe(1);
  expect(await jobs()).toMatchObject([
    { name: 'default', state: 'failed', output: { name: 'TypeError', message: 'does not work' } },
  ]);
});

test('onExhausted is repeated until it succeeds, and comes from another process if it must', async () => {
  const { queue, jobs } = await createBundle();
  const first = queue();
  first.handle(
    'once',
    async () => {
      throw new Error('no');
    },
    {
      onExhausted: async () => {
        throw new Error('not yet');
      },
    },
  );
  await first.start();
  await first.enqueue('once', { n: 1 });
  await waitFor(async () => (await jobs("name = 'dead' AND retry_count > 0")).length > 0);
  await first.stop();
  const second = queue();
  const exhausted: unknown[] = [];
  second.handle('once', async () => undefined, { onExhausted: async (payload) => void exhausted.push(payload) });
  await second.start();
  await waitFor(async () => (await jobs("name = 'dead'")).length === 0);
  expect(exhausted).toEqual([{ n: 1 }]);
});

test('two exhausted jobs of one key do not get in each other’s way', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  let exhausted = 0;
  worker.handle(
    'keyed',
    async () => {
      throw new Error('no');
    },
    {
      onExhausted: async () => {
        exhausted += 1;
      },
    },
  );
  await worker.enqueue('keyed', { key: 'a', value: 1 }, { maxAttempts: 1 });
  await worker.start();
  await waitFor(async () => (await jobs("state = 'failed'")).length === 1);
  await worker.enqueue('keyed', { key: 'a', value: 2 }, { maxAttempts: 1 });
  await waitFor(() => exhausted === 2);
});

test('a payload that no longer fits fails its attempts with a clear error', async () => {
  const { queue, jobs, rows } = await createBundle();
  const enqueuer = queue();
  await enqueuer.enqueue('once', { n: 1 });
  await rows(`UPDATE kongflow_queue.job SET data = jsonb_set(data, '{payload}', '{"n": "tr_prod_secret"}')`);
  const worker = queue();
  let called = false;
  worker.handle('once', async () => {
    called = true;
  });
  await worker.start();
  const [job] = await waitFor(async () => {
    const found = await jobs("state = 'failed'");
    return found.length > 0 && found;
  });
  expect(called).toBe(false);
  expect(job).toMatchObject({ output: { code: 'INVALID_PAYLOAD', message: expect.stringContaining('n: ') } });
  expect(JSON.stringify(job!['output'])).not.toContain('secret');
});

test('a task that this release does not know, and data nobody understands, fail with a clear error', async () => {
  const { queue, rows, jobs } = await createBundle();
  const worker = queue();
  worker.handle('plain', async () => undefined);
  await worker.enqueue('once', { n: 1 });
  await worker.enqueue('plain', { n: 1 }, { maxAttempts: 1 });
  await rows(`UPDATE kongflow_queue.job SET data = '[1]' WHERE data->>'task' = 'plain'`);
  await worker.start();
  await waitFor(async () => (await jobs("state = 'failed'")).length === 2);
  const outputs = (await jobs("state = 'failed'")).map(({ output }) => output);
  expect(outputs).toEqual([
    expect.objectContaining({ code: 'NO_HANDLER', message: expect.stringContaining('"once"') }),
    expect.objectContaining({ code: 'NO_HANDLER', message: expect.stringContaining('"(unreadable)"') }),
  ]);
});

test('what is stored and logged of an error holds no secret and nothing that PostgreSQL refuses', async () => {
  const { queue, jobs, log } = await createBundle();
  const worker = queue();
  worker.handle('once', async () => {
    throw new Error('GET https://user:hunter2@host failed with tr_prod_S3cr3t, Bearer abcdefgh123 \0 \ud800');
  });
  await worker.start();
  await worker.enqueue('once', { n: 1 });
  const [job] = await waitFor(async () => {
    const found = await jobs("state = 'failed'");
    return found.length > 0 && found;
  });
  const text = JSON.stringify([job!['output'], log]);
  expect(text).toContain('tr_prod_[redacted]');
  for (const secret of ['hunter2', 'S3cr3t', 'abcdefgh123']) expect(text).not.toContain(secret);
});

test('a handler that outlives its time is aborted and its attempt failed', async () => {
  const { queue, jobs } = await createBundle();
  const worker = queue();
  let reason: unknown;
  worker.handle('brief', async (_, { signal }) => {
    await new Promise<void>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
        reject(new Error('aborted'));
      });
    });
  });
  await worker.start();
  await worker.enqueue('brief', { n: 1 });
  const [job] = await waitFor(async () => {
    const found = await jobs("state = 'failed'");
    return found.length > 0 && found;
  });
  expect(reason).toMatchObject({ code: 'JOB_TIMEOUT' });
  expect(job).toMatchObject({ output: { message: 'aborted' } });
});
