import { newId, type RunStatus } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FINAL_RUN_STATUSES, isFinalRunStatus } from '../src/run-status.ts';
import { answer, succeed } from './support/scripted-endpoint.ts';
import { setup, type Setup } from './support/setup.ts';

/*
 * The table of `run-status.ts`, cell by cell: every event in every state. Nothing but what the table says may happen, and
 * afterwards a run that is not final must have its job in the queue.
 */
let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

const STATES = [
  'PENDING',
  'QUEUED',
  'WAITING_TO_EXECUTE',
  'EXECUTING',
  'WAITING_TO_CONTINUE',
  ...FINAL_RUN_STATUSES,
] as const;

interface Subject {
  readonly runId: string;
  readonly taskId: string;
}

async function runIn(status: (typeof STATES)[number]): Promise<Subject> {
  if (status === 'PENDING') return withTask(await s.createRun());
  if (status === 'QUEUED') return withTask(await s.queuedRun());
  const { id, answer: respond } = await s.executingRun();
  const subject = await withTask(id);
  if (status === 'EXECUTING') return subject;
  if (status === 'WAITING_TO_EXECUTE') await respond(answer({ status: 'YIELD_EXECUTION', key: 'k' }));
  else if (status === 'WAITING_TO_CONTINUE') {
    const task = { id: subject.taskId, name: 'wait', noop: true, status: 'WAITING' };
    await respond(answer({ status: 'RESUME_WITH_TASK', task }));
  } else {
    await respond(succeed());
    await s.query('UPDATE runs SET status = $2 WHERE id = $1', [id, status]);
  }
  return subject;
}

async function withTask(runId: string): Promise<Subject> {
  const task = await s.createTask(runId, {
    idempotencyKey: 'wait',
    noop: true,
    delayUntil: new Date(Date.now() + 60_000),
  });
  return { runId, taskId: task.id };
}

const execute = (runId: string, jobId: string) =>
  s.runs.executeRun(runId, { jobId, attempt: 1, signal: new AbortController().signal });

/** Every event, and the states that it moves; in all others nothing changes. */
const EVENTS: readonly {
  readonly name: string;
  readonly moves: Partial<Record<RunStatus, RunStatus>>;
  readonly rejects?: Partial<Record<RunStatus, string>>;
  readonly send: (subject: Subject) => Promise<unknown>;
}[] = [
  { name: 'startRun', moves: { PENDING: 'QUEUED' }, send: ({ runId }) => s.runs.startRun(runId) },
  {
    name: 'an execution, which succeeds',
    moves: { QUEUED: 'SUCCESS', WAITING_TO_EXECUTE: 'SUCCESS' },
    rejects: { EXECUTING: 'RUN_BUSY' },
    send: ({ runId }) => execute(runId, newId()),
  },
  {
    name: 'resumeTask',
    moves: { WAITING_TO_CONTINUE: 'WAITING_TO_EXECUTE' },
    send: ({ taskId }) => s.runs.resumeTask(taskId),
  },
  {
    name: 'resumeTask of a task that the run does not wait for',
    moves: {},
    send: async ({ runId }) => {
      const [task] = await s.query(
        `INSERT INTO tasks (id, run_id, idempotency_key, name, status) VALUES ($1, $2, 'other', 'other', 'WAITING') RETURNING id`,
        [newId(), runId],
      );
      await s.runs.resumeTask(String(task!['id']));
    },
  },
  {
    name: 'startRun exhausted',
    moves: { PENDING: 'FAILURE' },
    send: ({ runId }) => s.runs.failRun(runId, 'gone', 'startRun'),
  },
  {
    name: 'execution exhausted',
    moves: { QUEUED: 'FAILURE', WAITING_TO_EXECUTE: 'FAILURE', EXECUTING: 'FAILURE' },
    send: ({ runId }) => s.runs.failRun(runId, 'gone', 'performRunExecution'),
  },
  {
    name: 'either of them exhausted',
    moves: { PENDING: 'FAILURE', QUEUED: 'FAILURE', WAITING_TO_EXECUTE: 'FAILURE', EXECUTING: 'FAILURE' },
    send: ({ runId }) => s.runs.failRun(runId, 'gone'),
  },
  {
    name: 'resumeTask exhausted',
    moves: { WAITING_TO_CONTINUE: 'FAILURE' },
    send: ({ taskId }) => s.runs.failRunOfTask(taskId, 'gone'),
  },
  {
    name: 'cancel',
    moves: {
      PENDING: 'CANCELED',
      QUEUED: 'CANCELED',
      WAITING_TO_EXECUTE: 'CANCELED',
      EXECUTING: 'CANCELED',
      WAITING_TO_CONTINUE: 'CANCELED',
    },
    send: ({ runId }) => s.runs.cancelRun({ environmentId: s.environmentId, runId }),
  },
];

describe.each(EVENTS)('$name', ({ moves, rejects, send }) => {
  test.each(STATES)('in %s', async (status) => {
    const subject = await runIn(status);
    const before = await s.run(subject.runId);
    const task = await s.task(subject.taskId);
    const code = rejects?.[status];
    expect(
      await send(subject).then(
        () => undefined,
        (error: { code: unknown }) => error.code,
      ),
    ).toBe(code);

    const after = await s.run(subject.runId);
    const expected = moves[status] ?? status;
    const unchanged = expected === status;
    const failed = expected === 'FAILURE' && !unchanged;
    const final = isFinalRunStatus(expected);
    expect(after).toEqual(unchanged ? before : { ...after, status: expected });
    expect(after['output']).toEqual(failed ? { message: 'gone' } : before['output']);
    expect(await s.task(subject.taskId)).toMatchObject(failed ? { status: 'ERRORED' } : final && unchanged ? task : {});
    const inQueue = s.queue.jobs.some(({ payload }) => payload.id === subject.runId || payload.id === subject.taskId);
    expect(inQueue || final).toBe(true);
    s.queue.jobs.splice(0);
  });
});

test('failRunOfTask for a task that is not there', async () => {
  await expect(s.runs.failRunOfTask(newId(), 'gone')).resolves.toBeUndefined();
});

test('resumeTask for a task that is not there', async () => {
  await s.runs.resumeTask(newId());
  await s.runs.resumeTask('no id');
  expect(s.queue.jobs).toEqual([]);
});

test('resumeTask twice at once resumes the run once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { runId, taskId } = await runIn('WAITING_TO_CONTINUE');
    s.queue.jobs.splice(0);
    await Promise.all(Array.from({ length: 4 }, () => s.runs.resumeTask(taskId)));
    expect(s.queue.pendingTasks).toEqual([`performRunExecution:${runId}`]);
    await s.drain();
    expect(await s.run(runId)).toMatchObject({ status: 'SUCCESS', execution_count: 2 });
  }
});
