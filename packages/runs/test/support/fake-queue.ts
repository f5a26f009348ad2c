import { newId, type TaskName, tasks } from '@kongflow/protocol';
import type { Transaction } from '@kongflow/database';
import type { EnqueueCallOptions, TaskEnqueuer, TaskJob } from '@kongflow/worker-queue';

export interface FakeJob {
  readonly id: string;
  readonly task: TaskName;
  readonly payload: { readonly id: string };
  runAt: Date | null;
  priority: number;
  /** Null: without a key, or superseded. */
  key: string | null;
  superseded: boolean;
  state: 'pending' | 'active';
  /** Of the delivery under way; 0 before the first. */
  attempt: number;
}

/** A queue in memory with the semantics of the real one: transactions, job keys that replace, superseded jobs. */
export class FakeQueue implements TaskEnqueuer {
  readonly jobs: FakeJob[] = [];

  async enqueue(task: TaskName, payload: unknown, options: EnqueueCallOptions = {}): Promise<{ id: string }> {
    const id = newId();
    const parsed = tasks[task].payload.parse(payload);
    if (!('id' in parsed)) throw new Error(`unexpected task ${task}`);
    const key = options.jobKey ?? keyOf(task, parsed.id);
    this.#effect(options.tx, () => {
      for (const job of this.jobs.filter((other) => key !== null && other.key === key)) {
        if (job.state === 'pending') this.remove(job);
        else Object.assign(job, { key: null, superseded: true });
      }
      const priority = options.priority ?? tasks[task].priority;
      this.jobs.push({
        id,
        task,
        payload: { id: parsed.id },
        runAt: options.runAt ?? null,
        priority,
        key,
        superseded: false,
        state: 'pending',
        attempt: 0,
      });
    });
    return { id };
  }

  async enqueueMany(
    jobs: readonly TaskJob[],
    { tx }: { tx?: Transaction | undefined } = {},
  ): Promise<{ id: string }[]> {
    const ids: { id: string }[] = [];
    for (const { task, payload, ...options } of jobs) ids.push(await this.enqueue(task, payload, { ...options, tx }));
    return ids;
  }

  async dequeue(jobKey: string, { tx }: { tx?: Transaction | undefined } = {}): Promise<boolean> {
    const found = this.jobs.some((job) => job.key === jobKey && job.state === 'pending');
    this.#effect(tx, () => {
      for (const job of this.jobs.filter(({ key }) => key === jobKey)) {
        if (job.state === 'pending') this.remove(job);
        else Object.assign(job, { key: null, superseded: true });
      }
    });
    return found;
  }

  /** Delivers a job: the first pending one, or the one given. */
  take(job: FakeJob | undefined = this.pending[0]): FakeJob {
    if (job === undefined) throw new Error('The queue is empty.');
    job.state = 'active';
    job.attempt += 1;
    return job;
  }

  /** Ends a delivery without success: the job is pending again unless its attempts are used up or it is superseded. */
  giveBack(job: FakeJob): 'retry' | 'exhausted' | 'superseded' {
    if (job.superseded) {
      this.remove(job);
      return 'superseded';
    }
    if (job.attempt < tasks[job.task].maxAttempts) {
      job.state = 'pending';
      return 'retry';
    }
    this.remove(job);
    return 'exhausted';
  }

  remove(job: FakeJob): void {
    const index = this.jobs.indexOf(job);
    if (index !== -1) this.jobs.splice(index, 1);
  }

  get pending(): FakeJob[] {
    return this.jobs.filter(({ state }) => state === 'pending');
  }

  /** `task:id` of what is pending, for assertions. */
  get pendingTasks(): string[] {
    return this.pending.map(({ task, payload }) => `${task}:${payload.id}`);
  }

  #effect(tx: Transaction | undefined, apply: () => void): void {
    if (tx === undefined) apply();
    else tx.afterCommit(apply);
  }
}

function keyOf(task: TaskName, id: string): string | null {
  if (task === 'performRunExecution') return tasks.performRunExecution.jobKey?.({ id }) ?? null;
  if (task === 'resumeTask') return tasks.resumeTask.jobKey?.({ id }) ?? null;
  return null;
}
