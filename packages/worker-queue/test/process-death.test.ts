import { waitFor } from '@kongflow/testing';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createBundle } from './support/bundle.ts';

const script = fileURLToPath(new URL('support/doomed-worker.ts', import.meta.url));

test('kill -9 in the middle of jobs: they run again within the lease, the exhausted reach onExhausted', async () => {
  const { url, queue, jobs } = await createBundle();
  const enqueuer = queue();
  await enqueuer.enqueue('flaky', { n: 1 });
  await enqueuer.enqueue('once', { n: 2 });

  const doomed = spawn(process.execPath, ['--conditions=@kongflow/source', script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void doomed.kill('SIGKILL'));
  let output = '';
  doomed.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor(() => output.includes('running flaky 1') && output.includes('running once 2'), { timeoutMs: 20_000 });
  doomed.kill('SIGKILL');

  const worker = queue();
  const attempts: [number, number][] = [];
  const exhausted: unknown[] = [];
  worker.handle('flaky', async ({ n }, { attempt }) => void attempts.push([n, attempt]));
  worker.handle('once', async ({ n }, { attempt }) => void attempts.push([n, attempt]), {
    onExhausted: async (payload, error) => void exhausted.push(payload, error.message),
  });
  await worker.start();
  await waitFor(() => attempts.length === 1 && exhausted.length === 2, { timeoutMs: 25_000 });
  expect(attempts).toEqual([[1, 2]]);
  expect(exhausted).toEqual([{ n: 2 }, expect.stringContaining('died')]);
  expect(worker.metrics()['default']).toMatchObject({ recovered: 2 });
  await waitFor(async () => (await jobs("state < 'completed'")).length === 0);
});
