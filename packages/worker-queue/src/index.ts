export type { JobError } from './describe-error.ts';
export { retryDelayMs } from './back-off.ts';
export type {
  KongflowTasks,
  TaskCatalogue,
  TaskDefinition,
  TaskName,
  TaskPayload,
  TaskPayloadInput,
  TaskPool,
} from './catalogue.ts';
export type { EnqueueCallOptions, EnqueueOptions } from './enqueue-options.ts';
export { QueueError } from './errors.ts';
export type { QueueErrorCode } from './errors.ts';
export { installQueue } from './install-queue.ts';
export type { PoolMetrics } from './metrics.ts';
export { QUEUE_SCHEMA } from './pgboss-sql.ts';
export type {
  HandleOptions,
  QueueMetrics,
  TaskContext,
  TaskEnqueuer,
  TaskHandler,
  TaskJob,
  WorkerQueue,
} from './types.ts';
export { createWorkerQueue } from './worker-queue.ts';
export type { WorkerQueueOptions } from './worker-queue.ts';
