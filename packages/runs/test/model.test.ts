import assert from 'node:assert/strict';
import type { ExecuteJobResult } from '@kongflow/endpoint-api';
import { newId } from '@kongflow/protocol';
import * as fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { isFinalRunStatus } from '../src/run-status.ts';
import type { FakeJob } from './support/fake-queue.ts';
import { aborted, answer, functionTimeout, httpError, succeed, unreachable } from './support/scripted-endpoint.ts';
import { deliver, setup, type Setup } from './support/setup.ts';

/*
 * Random lives of runs: answers of every kind, deliveries that are repeated, given back, lost in a crash before, during
 * or after the work, and cancellations in between. Whatever happens:
 *
 *   1. once the queue is empty, every run is final
 *   2. no two executions of a run that are both alive call the endpoint at the same time
 *   3. a final run never changes again
 *   4. no open task is left in a run that did not succeed
 */
let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

type Step =
  | {
      readonly kind:
        | 'deliver'
        | 'deliver twice'
        | 'give back uncounted'
        | 'crash before'
        | 'crash during'
        | 'crash after';
      readonly pick: number;
    }
  | { readonly kind: 'cancel' };

const responses = [
  'success',
  'error',
  'wait',
  'retry',
  'yield',
  'parallel',
  'unreachable',
  '500',
  '404',
  'timeout',
  'aborted',
  'foreign task',
  'new task',
] as const;

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat(9) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'deliver twice' as const,
          'give back uncounted' as const,
          'crash before' as const,
          'crash during' as const,
          'crash after' as const,
        ),
        pick: fc.nat(9),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
  ),
  { minLength: 1, maxLength: 25 },
);

class Crash extends Error {}

test('whatever happens, every run ends, once, and is never executed twice at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.array(fc.constantFrom(...responses), { minLength: 1, maxLength: 12 }),
      async (life, script) => {
        await new Life(script).live(life);
      },
    ),
    { numRuns: 120, endOnFailure: true },
  );
}, 120_000);

class Life {
  readonly #script: readonly (typeof responses)[number][];
  #answers = 0;
  #alive = 0;
  #mostAlive = 0;
  #crashDuring = false;
  #runId = '';
  #final: Record<string, unknown> | null = null;

  constructor(script: readonly (typeof responses)[number][]) {
    this.#script = script;
  }

  async live(life: readonly Step[]): Promise<void> {
    s.queue.jobs.splice(0);
    this.#runId = await s.createRun();
    s.endpoint.script = () => this.#execute();
    for (const step of life) {
      await this.#take(step);
      await this.#assertFinalStays();
    }
    // Nothing but success from here on: what is in the queue must be enough to end the run.
    this.#answers = Number.POSITIVE_INFINITY;
    for (let rounds = 0; s.queue.pending.length > 0; rounds += 1) {
      assert.ok(rounds < 100, 'the queue does not run empty');
      await this.#deliver(s.queue.take());
    }
    const run = await s.run(this.#runId);
    assert.ok(isFinalRunStatus(run['status'] as never), `left in ${String(run['status'])}`);
    assert.ok(this.#mostAlive <= 1, `executed ${this.#mostAlive} times at once`);
    await this.#assertFinalStays();
    if (run['status'] !== 'SUCCESS') {
      assert.deepEqual(
        await s.query('SELECT FROM tasks WHERE run_id = $1 AND completed_at IS NULL', [this.#runId]),
        [],
      );
    }
  }

  async #take(step: Step): Promise<void> {
    if (step.kind === 'cancel') {
      await s.runs.cancelRun({ environmentId: s.environmentId, runId: this.#runId });
      return;
    }
    const { pending } = s.queue;
    if (pending.length === 0) return;
    const job = s.queue.take(pending[step.pick % pending.length]);
    switch (step.kind) {
      case 'deliver':
        await this.#deliver(job);
        return;
      case 'deliver twice':
        // A second job for the same thing: one job is never delivered twice at once.
        await Promise.all([this.#deliver(job), this.#deliver({ ...job, id: newId() })]);
        return;
      case 'give back uncounted':
        job.attempt -= 1;
        job.state = 'pending';
        return;
      case 'crash before':
        await this.#giveBack(job);
        return;
      case 'crash during':
        this.#crashDuring = true;
        await this.#deliver(job);
        this.#crashDuring = false;
        return;
      case 'crash after':
        await deliverWithoutSettling(job).catch(ignoreBusy);
        await this.#giveBack(job);
        return;
    }
  }

  async #deliver(job: FakeJob): Promise<void> {
    try {
      await deliver(s, job);
    } catch (error) {
      if (!(error instanceof Crash)) ignoreBusy(error);
      await this.#giveBack(job);
    }
  }

  async #giveBack(job: FakeJob): Promise<void> {
    if (s.queue.giveBack(job) !== 'exhausted') return;
    if (job.task === 'resumeTask') await s.runs.failRunOfTask(job.payload.id, 'exhausted');
    else if (job.task === 'startRun' || job.task === 'performRunExecution')
      await s.runs.failRun(job.payload.id, 'exhausted', job.task);
  }

  /** The endpoint: a crash of the worker leaves it behind, not alive any more as far as the platform is concerned. */
  async #execute(): Promise<ExecuteJobResult> {
    if (this.#crashDuring) throw new Crash();
    this.#alive += 1;
    this.#mostAlive = Math.max(this.#mostAlive, this.#alive);
    const result = await this.#respond();
    this.#alive -= 1;
    return result;
  }

  async #respond(): Promise<ExecuteJobResult> {
    const index = this.#answers++;
    const kind = index < 30 ? this.#script[index % this.#script.length] : 'success';
    const task = async (idempotencyKey: string, more: object = {}) => {
      const created = await s.createTask(this.#runId, { idempotencyKey, ...more }).catch(() => null);
      return created ?? { id: this.#runId, name: 'x', noop: false, status: 'RUNNING' };
    };
    const soon = new Date(Date.now() + 60_000);
    switch (kind) {
      case 'error':
        return answer({ status: 'ERROR', error: { message: 'job' }, task: await task('failing') });
      case 'wait':
        return answer({
          status: 'RESUME_WITH_TASK',
          task: await task(`wait-${index}`, { noop: true, delayUntil: soon }),
        });
      case 'retry':
        return answer({
          status: 'RETRY_WITH_TASK',
          task: await task('flaky'),
          error: { message: 'flaky' },
          retryAt: soon,
        });
      case 'parallel': {
        const parent = await task('parallel', { parallel: true });
        const childErrors = [
          { status: 'RESUME_WITH_TASK', task: await task(`item-${index}`, { noop: true, delayUntil: soon }) },
          { status: 'RETRY_WITH_TASK', task: await task('item-flaky'), error: { message: 'flaky' }, retryAt: soon },
        ];
        return answer({ status: 'RESUME_WITH_PARALLEL_TASK', task: parent, childErrors });
      }
      case 'yield':
        return answer({ status: 'YIELD_EXECUTION', key: String(index) });
      case 'unreachable':
        return unreachable();
      case '500':
        return httpError(500);
      case '404':
        return httpError(404);
      case 'timeout':
        return functionTimeout();
      case 'aborted':
        return aborted();
      case 'foreign task':
        return answer({
          status: 'RESUME_WITH_TASK',
          task: { id: this.#runId, name: 'x', noop: true, status: 'WAITING' },
        });
      case 'new task':
        await task(`new-${index}`);
        return functionTimeout();
      default:
        return succeed(index);
    }
  }

  async #assertFinalStays(): Promise<void> {
    const run = await s.run(this.#runId);
    if (this.#final !== null) assert.deepEqual(run, this.#final);
    else if (isFinalRunStatus(run['status'] as never)) this.#final = run;
  }
}

async function deliverWithoutSettling(job: FakeJob): Promise<void> {
  const { id } = job.payload;
  if (job.task === 'startRun') await s.runs.startRun(id);
  else if (job.task === 'resumeTask') await s.runs.resumeTask(id);
  else await s.runs.executeRun(id, { jobId: job.id, attempt: job.attempt, signal: new AbortController().signal });
}

function ignoreBusy(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'RUN_BUSY')) throw error;
}
