import { KongflowError } from '@kongflow/protocol';

/** Every code a `JobsError` can carry. */
export const JOBS_ERROR_CODES = [
  'ENDPOINT_NOT_FOUND',
  'INVALID_INPUT',
  'JOB_IS_ACTIVE',
  'JOB_NOT_FOUND',
  'QUEUE_EXISTS',
  'QUEUE_NOT_FOUND',
  'RUN_NOT_CREATED',
  'VERSION_NOT_FOUND',
] as const;

/** A code of a `JobsError`. */
export type JobsErrorCode = (typeof JOBS_ERROR_CODES)[number];

/** What the jobs package throws when a request cannot be met; database errors pass through unchanged. */
export class JobsError extends KongflowError<JobsErrorCode> {
  override readonly name = 'JobsError';
}
