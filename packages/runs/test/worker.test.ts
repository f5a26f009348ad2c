import { createServer, type Server } from 'node:http';
import { createDatabase, type Database } from '@kongflow/database';
import { createEndpointClient } from '@kongflow/endpoint-api';
import { silentLogger } from '@kongflow/logger';
import { type RunJobBody, RunTaskBodySchema } from '@kongflow/protocol';
import { waitFor } from '@kongflow/testing';
import { createWorkerQueue, type WorkerQueue } from '@kongflow/worker-queue';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RunsService } from '../src/service.ts';
import { setup, type Setup, type TaskInput } from './support/setup.ts';

/*
 * The service on the real queue, calling a real HTTP server that does what the SDK does: runs the job from the top on
 * every execution, asks for each task, and hands back its execution where a task has to wait.
 */
type Job = (io: Io, body: RunJobBody) => Promise<unknown>;

let s: Setup;
let database: Database;
let server: Server | null = null;
let port = 0;
let job: Job = async () => null;
let executions = 0;
const workers: { readonly runs: RunsService; readonly queue: WorkerQueue }[] = [];
const client = createEndpointClient();

beforeAll(async () => {
  s = await setup();
  database = s.database;
  await listen();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map(({ queue }) => queue.stop({ timeoutMs: 2000 })));
  executions = 0;
});
afterAll(async () => {
  await close(); // also ends the call of the worker that died, which the client would wait for
  await client.close();
  await s.close();
});

async function listen(): Promise<void> {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      executions += 1;
      void execute(JSON.parse(text)).then((answer) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
      );
    });
  });
  await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address === 'object' && address !== null) ({ port } = address);
  await s.query('UPDATE endpoints SET url = $1', [`http://127.0.0.1:${port}`]);
}

async function close(): Promise<void> {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
}

class HandedBack extends Error {
  readonly answer: object;
  constructor(answer: object) {
    super();
    this.answer = answer;
  }
}

class Io {
  readonly #runId: string;
  constructor(runId: string) {
    this.#runId = runId;
  }

  async runTask<T>(task: TaskInput, work?: (attempts: number) => Promise<T>, retryInMs?: number): Promise<unknown> {
    const environmentId = s.environmentId;
    const created = await s.runs.createTask({ environmentId, runId: this.#runId, task: RunTaskBodySchema.parse(task) });
    if (created.status === 'COMPLETED') return created.output;
    if (created.status !== 'RUNNING' || work === undefined)
      throw new HandedBack({ status: 'RESUME_WITH_TASK', task: created });
    try {
      const output = JSON.parse(JSON.stringify(await work(created.attempts)));
      const result = { properties: undefined, output, outputIsUndefined: false };
      await s.runs.completeTask({ environmentId, runId: this.#runId, taskId: created.id, result });
      return output;
    } catch (error) {
      if (retryInMs === undefined) throw error;
      const retryAt = new Date(Date.now() + retryInMs);
      throw new HandedBack({ status: 'RETRY_WITH_TASK', task: created, error: { message: String(error) }, retryAt });
    }
  }

  wait(idempotencyKey: string, ms: number): Promise<unknown> {
    return this.runTask({ idempotencyKey, name: 'wait', noop: true, delayUntil: new Date(Date.now() + ms) });
  }
}

async function execute(body: RunJobBody): Promise<object> {
  try {
    return { status: 'SUCCESS', output: await job(new Io(body.run.id), body) };
  } catch (error) {
    return error instanceof HandedBack ? error.answer : { status: 'ERROR', error: { message: String(error) } };
  }
}

async function startWorker(on: Database = database): Promise<{ runs: RunsService; queue: WorkerQueue }> {
  const queue = createWorkerQueue({ database: on, retryDelay: () => 50, pollIntervalMs: 100 });
  const runs = new RunsService({
    database: on,
    queue,
    endpointClient: client,
    logger: silentLogger,
    environments: { getEnvironment: async () => s.tenant.environment },
  });
  queue.handle('startRun', ({ id }) => runs.startRun(id));
  queue.handle('performRunExecution', ({ id }, context) => runs.executeRun(id, context));
  queue.handle('resumeTask', ({ id }) => runs.resumeTask(id));
  await queue.start();
  const worker = { runs, queue };
  workers.push(worker);
  return worker;
}

async function trigger({ runs }: { runs: RunsService }): Promise<string> {
  const eventRecordId = await s.createEvent();
  const run = await runs.createRun({ environmentId: s.environmentId, eventRecordId, versionId: s.tenant.versionId });
  return run!.id;
}

async function ended(id: string): Promise<Record<string, unknown>> {
  return waitFor(
    async () => {
      const run = await s.run(id);
      return run['completed_at'] === null ? null : run;
    },
    { timeoutMs: 20_000, describe: `run ${id} to end` },
  );
}

describe('on the real queue', () => {
  test('tasks, a wait and a task that fails twice: each done once, in as few executions as there are pauses', async () => {
    const done: string[] = [];
    job = async (io) => {
      const a = await io.runTask({ idempotencyKey: 'a' }, async () => done.push('a'));
      await io.wait('w', 150);
      const b = await io.runTask(
        { idempotencyKey: 'b' },
        async (attempts) => {
          if (attempts < 3) throw new Error('not yet');
          done.push('b');
          return attempts;
        },
        50,
      );
      return { a, b };
    };
    const worker = await startWorker();
    const id = await trigger(worker);
    expect(await ended(id)).toMatchObject({ status: 'SUCCESS', output: { a: 1, b: 3 }, execution_count: 4 });
    expect(done).toEqual(['a', 'b']);
    expect(executions).toBe(4);
  });

  test('the wait is over before the job goes on', async () => {
    let until = 0;
    let resumed = 0;
    job = async (io, body) => {
      const finished = body.tasks?.length ?? 0;
      if (finished > 0) resumed = Date.now();
      else until = Date.now() + 300;
      await io.wait('w', 300);
      return finished;
    };
    const id = await trigger(await startWorker());
    expect(await ended(id)).toMatchObject({ status: 'SUCCESS', output: 1 });
    expect(resumed).toBeGreaterThanOrEqual(until);
  });

  test('an endpoint that is down, and comes back', async () => {
    job = async () => 'back';
    await close();
    const worker = await startWorker();
    const id = await trigger(worker);
    await waitFor(async () => Number((await s.run(id))['execution_failure_count']) >= 1, { describe: 'a failure' });
    await listen();
    expect(await ended(id)).toMatchObject({ status: 'SUCCESS', output: 'back' });
  });

  test('100 runs over two workers, each executed once', async () => {
    const worker = await startWorker();
    await startWorker();
    const seen: string[] = [];
    job = async (io, body) => {
      seen.push(body.run.id);
      return io.runTask({ idempotencyKey: 'a' }, async () => body.run.id);
    };
    const ids = await Promise.all(Array.from({ length: 100 }, () => trigger(worker)));
    for (const id of ids) expect(await ended(id)).toMatchObject({ status: 'SUCCESS', output: id, execution_count: 1 });
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test('a worker that stops gives its run to the next one', async () => {
    const started = Promise.withResolvers<void>();
    let calls = 0;
    job = async () => {
      calls += 1;
      if (calls > 1) return 'second';
      started.resolve();
      return new Promise(() => undefined);
    };
    const worker = await startWorker();
    const id = await trigger(worker);
    await started.promise;
    await worker.queue.stop({ timeoutMs: 50 });
    expect(await s.run(id)).toMatchObject({ status: 'WAITING_TO_EXECUTE', execution_failure_count: 0 });
    await startWorker();
    expect(await ended(id)).toMatchObject({ status: 'SUCCESS', output: 'second' });
    expect(calls).toBe(2);
  });

  test('a worker that dies: its run is executed again, and the tasks that were done are not', async () => {
    const dying = createDatabase({ connectionString: s.url, max: 6 });
    const done: string[] = [];
    const hanging = Promise.withResolvers<void>();
    let calls = 0;
    job = async (io) => {
      calls += 1;
      await io.runTask({ idempotencyKey: 'a' }, async () => done.push('a'));
      if (calls === 1) {
        hanging.resolve();
        return new Promise(() => undefined);
      }
      return io.runTask({ idempotencyKey: 'b' }, async () => done.push('b'));
    };
    const worker = await startWorker(dying);
    const id = await trigger(worker);
    await hanging.promise;
    // Its process is gone: the job of the queue is active, the run EXECUTING, and nobody is at work on either.
    await s.query(
      `UPDATE kongflow_queue.job_common SET state = 'retry', retry_count = retry_count + 1, start_after = now() WHERE state = 'active'`,
    );
    workers.splice(workers.indexOf(worker), 1);
    const other = await startWorker();
    expect(await ended(id)).toMatchObject({ status: 'SUCCESS', execution_count: 1 });
    expect(done).toEqual(['a', 'b']);
    expect(other.queue).not.toBe(worker.queue);
    await worker.queue.stop({ timeoutMs: 10 });
    await dying.close();
    expect(await s.run(id)).toMatchObject({ status: 'SUCCESS', execution_count: 1 });
  });
});
