import { KongflowError } from '@kongflow/protocol';

/** What can be wrong with a request to this package; the README explains each code. */
export type RunsErrorCode =
  | 'RUN_NOT_FOUND'
  | 'TASK_NOT_FOUND'
  | 'PARENT_TASK_NOT_FOUND'
  | 'RUN_BUSY'
  | 'RUN_FINISHED'
  | 'UNSUPPORTED'
  | 'INVALID_CURSOR';

/** An error of this package. The message is fit to be shown to the user of the API. */
export class RunsError extends KongflowError<RunsErrorCode> {}
