import type { EndpointsErrorCode } from '@kongflow/endpoints';
import type { EventsErrorCode } from '@kongflow/events';
import { KongflowError } from '@kongflow/protocol';
import type { RunsErrorCode } from '@kongflow/runs';
import type { RequestErrorCode } from './errors.ts';

/** RUN_BUSY is between a worker and its queue; no request meets it. */
type ServedCode =
  | EndpointsErrorCode
  | EventsErrorCode
  | Exclude<RunsErrorCode, 'RUN_BUSY'>
  | RequestErrorCode
  // of @kongflow/database
  | 'INVALID_TEXT';

/** How an error is answered. */
export interface ErrorAnswer {
  readonly status: 400 | 403 | 404 | 500;
  readonly error: string;
}

/** The one table from error codes to HTTP: a status, and a text where trigger.dev v2 has a fixed one. */
const answerOf: Readonly<Record<ServedCode, { readonly status: 400 | 403 | 404; readonly error?: string }>> = {
  ENDPOINT_NOT_FOUND: { status: 404, error: 'Endpoint not found' },
  EVENT_NOT_FOUND: { status: 404, error: 'Event not found' },
  FAILED_PING: { status: 400 },
  FAILED_VALIDATION: { status: 400 },
  INVALID_CURSOR: { status: 400 },
  INVALID_HOOK_IDENTIFIER: { status: 403 },
  INVALID_INPUT: { status: 400 },
  INVALID_JSON: { status: 400 },
  INVALID_REQUEST: { status: 400 },
  // Only text of the path gets as far as the database unchecked: %00.
  INVALID_TEXT: { status: 400, error: 'The request holds text that cannot be stored, such as a NUL character' },
  INVALID_URL: { status: 400 },
  PARENT_TASK_NOT_FOUND: { status: 400 },
  RUN_FINISHED: { status: 400 },
  RUN_NOT_FOUND: { status: 404, error: 'Run not found' },
  TASK_NOT_FOUND: { status: 404, error: 'Task not found' },
  UNSUPPORTED: { status: 400 },
  URL_NOT_ALLOWED: { status: 400 },
};

/** The answer to an error; 500 without details for one that no request can cause by itself. */
export function answerError(error: unknown): ErrorAnswer {
  if (!(error instanceof KongflowError) || !isServed(error.code))
    return { status: 500, error: 'Internal Server Error' };
  return { error: error.message, ...answerOf[error.code] };
}

function isServed(code: string): code is ServedCode {
  return Object.hasOwn(answerOf, code);
}
