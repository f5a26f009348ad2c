import type { TaskEnqueuer } from '@kongflow/worker-queue';

type Job = Parameters<TaskEnqueuer['enqueueMany']>[0][number];

/** A queue that keeps what it is given, and takes from it by job key. */
export class RecordingQueue implements TaskEnqueuer {
  readonly jobs: Job[] = [];
  readonly dequeued: string[] = [];
  /** Thrown by the next call. */
  failure: Error | undefined;

  async enqueueMany(jobs: readonly Job[]): Promise<{ id: string }[]> {
    this.#fail();
    this.jobs.push(...jobs);
    return jobs.map((_, index) => ({ id: String(index) }));
  }

  async enqueue(): Promise<{ id: string }> {
    throw new Error('Nothing here enqueues tasks one by one.');
  }

  async dequeue(jobKey: string): Promise<boolean> {
    this.#fail();
    this.dequeued.push(jobKey);
    return true;
  }

  #fail(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
