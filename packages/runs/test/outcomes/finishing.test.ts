import { newId } from '@kongflow/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer, errorResponse, httpError, succeed, unusable } from '../support/scripted-endpoint.ts';
import { setup, type Setup } from '../support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

const tasksOf = (runId: string) =>
  s.query('SELECT idempotency_key AS key, status, output FROM tasks WHERE run_id = $1 ORDER BY id', [runId]);

test('SUCCESS ends the run with its output; open tasks stay, and their wake-up does not resume the run', async () => {
  const { id, answer: respond } = await s.executingRun();
  const wait = await s.createTask(id, {
    idempotencyKey: 'wait',
    noop: true,
    delayUntil: new Date(Date.now() + 60_000),
  });
  await respond(answer({ status: 'SUCCESS', output: { a: [1, null, 'é✓'] } }, 1234));
  expect(await s.run(id)).toMatchObject({
    status: 'SUCCESS',
    output: { a: [1, null, 'é✓'] },
    completed_at: expect.any(Date),
    started_at: expect.any(Date),
    execution_count: 1,
    execution_duration: '1234',
    execution_id: null,
    timed_out_at: null,
  });
  expect(await tasksOf(id)).toEqual([{ key: 'wait', status: 'WAITING', output: null }]);
  await s.runs.resumeTask(wait.id);
  expect(await s.run(id)).toMatchObject({ status: 'SUCCESS' });
  expect(s.queue.pending).toEqual([]);
});

test('SUCCESS without an output', async () => {
  const { id, answer: respond } = await s.executingRun();
  await respond(succeed());
  expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', output: null });
});

test('ERROR fails the run, the task it names, and every other open task', async () => {
  const { id, answer: respond } = await s.executingRun();
  const culprit = await s.createTask(id, { idempotencyKey: 'culprit' });
  await s.createTask(id, { idempotencyKey: 'other' });
  await s.createTask(id, { idempotencyKey: 'log', noop: true });
  const error = { message: 'no', name: 'TypeError', stack: 'TypeError: no\n    at job' };
  await respond(answer({ status: 'ERROR', error, task: culprit }));
  expect(await s.run(id)).toMatchObject({ status: 'FAILURE', output: error, completed_at: expect.any(Date) });
  expect(await tasksOf(id)).toEqual([
    { key: 'culprit', status: 'ERRORED', output: error },
    { key: 'other', status: 'ERRORED', output: null },
    { key: 'log', status: 'COMPLETED', output: null },
  ]);
  expect(s.queue.pending).toEqual([]);
});

test.each([newId(), 'not an id'])('ERROR with a task that is none of the run: %s', async (taskId) => {
  const { id, answer: respond } = await s.executingRun();
  await respond(
    answer({
      status: 'ERROR',
      error: { message: 'no' },
      task: { id: taskId, name: 'x', noop: false, status: 'RUNNING' },
    }),
  );
  expect(await s.run(id)).toMatchObject({ status: 'FAILURE', output: { message: 'no' } });
});

test('INVALID_PAYLOAD ends the run with the list of errors', async () => {
  const { id, answer: respond } = await s.executingRun();
  const errors = [{ path: ['a', '0'], message: 'Required' }];
  await respond(answer({ status: 'INVALID_PAYLOAD', errors }));
  expect(await s.run(id)).toMatchObject({ status: 'INVALID_PAYLOAD', output: errors });
});

test('UNRESOLVED_AUTH_ERROR ends the run with the issues', async () => {
  const { id, answer: respond } = await s.executingRun();
  const issues = { slack: { id: 'slack', error: 'no connection' } };
  await respond(answer({ status: 'UNRESOLVED_AUTH_ERROR', issues }));
  expect(await s.run(id)).toMatchObject({ status: 'UNRESOLVED_AUTH', output: issues });
});

test('CANCELED ends a run that was not cancelled, and its open tasks', async () => {
  const { id, answer: respond } = await s.executingRun();
  const task = await s.createTask(id, { idempotencyKey: 'open' });
  await respond(answer({ status: 'CANCELED', task }));
  expect(await s.run(id)).toMatchObject({ status: 'CANCELED' });
  expect(await tasksOf(id)).toEqual([{ key: 'open', status: 'CANCELED', output: null }]);
});

test.each([
  ['4xx with an error object', errorResponse(404, 'Job not found'), { message: 'Job not found', name: 'Error' }],
  ['408 with an error object', errorResponse(408, 'slow'), { message: 'slow', name: 'Error' }],
  ['4xx with anything else', httpError(401), { message: 'Endpoint responded with 401 status code' }],
  [
    'a 2xx that is not JSON',
    unusable('invalidJson', 'Endpoint responded with invalid JSON'),
    { message: 'Endpoint responded with invalid JSON' },
  ],
  ['a 2xx of another form', unusable('invalidResponse', 'Code: x'), { message: 'Code: x' }],
  [
    'an answer that is too large',
    { kind: 'tooLarge' as const, message: 'Endpoint responded with more than 9 bytes', limitBytes: 9, durationMs: 1 },
    { message: 'Endpoint responded with more than 9 bytes' },
  ],
])('%s fails the run at once', async (_, result, output) => {
  const { id, answer: respond } = await s.executingRun();
  await s.createTask(id, { idempotencyKey: 'open' });
  await respond(result);
  expect(await s.run(id)).toMatchObject({ status: 'FAILURE', output, execution_count: 1 });
  expect(await tasksOf(id)).toMatchObject([{ status: 'ERRORED' }]);
  expect(s.queue.pending).toEqual([]);
});
