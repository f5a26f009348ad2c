import { newId, RunStatusSchema } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFinalRunStatus, toV1RunStatus } from '../src/run-status.ts';
import { succeed } from './support/scripted-endpoint.ts';
import { setup, type Setup } from './support/setup.ts';

let s: Setup;
let runId: string;
const ids: string[] = [];

beforeAll(async () => {
  s = await setup();
  const { id, answer: respond } = await s.executingRun();
  runId = id;
  const result = { properties: undefined, output: { n: 42 }, outputIsUndefined: false };
  const one = await s.createTask(id, {
    idempotencyKey: '1',
    displayKey: 'task-1',
    name: 'One',
    icon: 'bolt',
    params: { p: 1 },
  });
  await s.runs.completeTask({ environmentId: s.environmentId, runId: id, taskId: one.id, result });
  const two = await s.createTask(id, { idempotencyKey: '2' });
  await s.runs.completeTask({
    environmentId: s.environmentId,
    runId: id,
    taskId: two.id,
    result: { ...result, output: null, outputIsUndefined: true },
  });
  const child = await s.createTask(id, { idempotencyKey: '3', parentId: two.id });
  const grandchild = await s.createTask(id, { idempotencyKey: '4', parentId: child.id });
  const log = await s.createTask(id, { idempotencyKey: '5', noop: true });
  ids.push(one.id, two.id, child.id, grandchild.id, log.id);
  await respond(succeed({ done: true }));
});
afterAll(() => s.close());

const get = (input: object = {}) => s.runs.getRun({ environmentId: s.environmentId, runId, ...input });

describe('getRun', () => {
  test('the run with its outermost tasks, without their details', async () => {
    const run = await get();
    expect(run).toEqual({
      id: runId,
      status: 'SUCCESS',
      startedAt: expect.any(Date),
      updatedAt: expect.any(Date),
      completedAt: expect.any(Date),
      output: { done: true },
      tasks: [ids[0], ids[1], ids[4]].map((id) => expect.objectContaining({ id })),
      statuses: [],
    });
    expect(run!.tasks[0]).toEqual({
      id: ids[0],
      displayKey: 'task-1',
      status: 'COMPLETED',
      name: 'One',
      icon: 'bolt',
      startedAt: expect.any(Date),
      completedAt: expect.any(Date),
    });
  });

  test('details: parameters and output, where there is one', async () => {
    const run = await get({ taskDetails: true });
    expect(run!.tasks[0]).toMatchObject({ params: { p: 1 }, output: { n: 42 } });
    expect(run!.tasks[1]).toMatchObject({ params: null });
    expect(run!.tasks[1]).not.toHaveProperty('output');
  });

  test('subtasks, nested', async () => {
    const run = await get({ subtasks: true });
    const shape = (tasks: readonly { id: string; subtasks?: readonly never[] }[]): unknown =>
      tasks.map((task) => [task.id, shape(task.subtasks ?? [])]);
    expect(shape(run!.tasks as never)).toEqual([
      [ids[0], []],
      [ids[1], [[ids[2], [[ids[3], []]]]]],
      [ids[4], []],
    ]);
  });

  test('pages begin with their cursor; a task whose parent is on another page is an outermost one', async () => {
    const first = await get({ subtasks: true, take: 2 });
    expect(first).toMatchObject({ tasks: [{ id: ids[0] }, { id: ids[1], subtasks: [] }], nextCursor: ids[2] });
    const second = await get({ subtasks: true, take: 2, cursor: first!.nextCursor });
    expect(second).toMatchObject({ tasks: [{ id: ids[2], subtasks: [{ id: ids[3] }] }], nextCursor: ids[4] });
    const last = await get({ subtasks: true, take: 2, cursor: second!.nextCursor });
    expect(last!.tasks).toMatchObject([{ id: ids[4] }]);
    expect(last).not.toHaveProperty('nextCursor');
  });

  test.each([
    [0, 1],
    [-5, 1],
    [Number.NaN, 3],
    [1000, 3],
  ])('a page of %d has %d', async (take, length) => {
    expect((await get({ take }))!.tasks).toHaveLength(length);
  });

  test('a cursor that nobody gave out', async () => {
    await expect(get({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });

  test('none for an unknown run, or one of another environment', async () => {
    const other = await s.createTenant();
    expect(await get({ runId: newId() })).toBeNull();
    expect(await get({ runId: 'no id' })).toBeNull();
    expect(await get({ environmentId: other.environment.id })).toBeNull();
  });
});

describe('listRunsOfJob', () => {
  test('newest first, in pages, of one environment', async () => {
    const more = [await s.createRun(), await s.createRun()];
    const list = (input: object = {}) =>
      s.runs.listRunsOfJob({ environmentId: s.environmentId, jobSlug: 'job', ...input });
    const updatedAt: unknown = expect.any(Date);
    const pending = { status: 'PENDING', startedAt: null, updatedAt, completedAt: null };
    expect(await list()).toEqual({
      runs: [
        { id: more[1], ...pending },
        { id: more[0], ...pending },
        { id: runId, status: 'SUCCESS', startedAt: expect.any(Date), updatedAt, completedAt: expect.any(Date) },
      ],
    });
    const first = await list({ take: 2 });
    expect(first).toMatchObject({ runs: [{ id: more[1] }, { id: more[0] }], nextCursor: runId });
    expect(await list({ take: 2, cursor: first.nextCursor })).toMatchObject({ runs: [{ id: runId }] });
    const other = await s.createTenant();
    expect(await list({ environmentId: other.environment.id })).toEqual({ runs: [] });
    expect(await list({ jobSlug: 'unknown' })).toEqual({ runs: [] });
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
    await s.drain();
  });
});

describe('listRunsOfEvent', () => {
  test('the runs of an event, of its environment only', async () => {
    const eventRecordId = await s.createEvent();
    const run = await s.runs.createRun({
      environmentId: s.environmentId,
      eventRecordId,
      versionId: s.tenant.versionId,
    });
    const list = (environmentId: string, id: string) => s.runs.listRunsOfEvent({ environmentId, eventRecordId: id });
    expect(await list(s.environmentId, eventRecordId)).toEqual([
      { id: run!.id, status: 'PENDING', startedAt: null, completedAt: null },
    ]);
    const other = await s.createTenant();
    expect(await list(other.environment.id, eventRecordId)).toEqual([]);
    expect(await list(s.environmentId, 'no id')).toEqual([]);
    await s.drain();
  });
});

describe('statuses', () => {
  test('version 1 of the API knows only the old ones', () => {
    const old = RunStatusSchema.options.map(toV1RunStatus);
    expect(old).not.toContain('EXECUTING');
    expect(old).not.toContain('WAITING_TO_CONTINUE');
    expect(old).not.toContain('WAITING_TO_EXECUTE');
    expect(toV1RunStatus('EXECUTING')).toBe('STARTED');
    expect(toV1RunStatus('SUCCESS')).toBe('SUCCESS');
  });

  test('what is final', () => {
    expect(RunStatusSchema.options.filter(isFinalRunStatus)).toEqual([
      'SUCCESS',
      'FAILURE',
      'TIMED_OUT',
      'ABORTED',
      'CANCELED',
      'UNRESOLVED_AUTH',
      'INVALID_PAYLOAD',
    ]);
  });
});
