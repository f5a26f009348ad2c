import { KongflowError } from '@kongflow/protocol';

/**
 * Why the queue refused or gave up.
 *
 * - `UNKNOWN_TASK`: the catalogue has no task of this name.
 * - `INVALID_PAYLOAD`: the payload does not fit the task's schema, or cannot be written as JSON.
 * - `INVALID_OPTIONS`: an enqueue or queue option is out of range.
 * - `DUPLICATE_HANDLER`: a task got a second handler.
 * - `NO_HANDLER`: a job was claimed whose task has no handler in this process.
 * - `NOT_INSTALLED`: the queue's schema is missing or of another version; run `installQueue`.
 * - `JOB_TIMEOUT`: a handler ran longer than its task allows.
 * - `LEASE_LOST`: the job was given to another process, because this one's heartbeats did not arrive.
 * - `SHUTTING_DOWN`: the queue stops and has released the job.
 */
export type QueueErrorCode =
  | 'UNKNOWN_TASK'
  | 'INVALID_PAYLOAD'
  | 'INVALID_OPTIONS'
  | 'DUPLICATE_HANDLER'
  | 'NO_HANDLER'
  | 'NOT_INSTALLED'
  | 'JOB_TIMEOUT'
  | 'LEASE_LOST'
  | 'SHUTTING_DOWN';

/** Every error that this package throws on purpose; errors of the database come through as `DatabaseError`. */
export class QueueError extends KongflowError<QueueErrorCode> {}
