/*
 * What an execution ended with, and what becomes of the run. Each outcome is one transaction, and is applied only while
 * the execution holds the run.
 *
 *   response SUCCESS                                   SUCCESS; open tasks stay as they are
 *            ERROR                                     FAILURE
 *            INVALID_PAYLOAD                           INVALID_PAYLOAD
 *            UNRESOLVED_AUTH_ERROR                     UNRESOLVED_AUTH
 *            CANCELED                                  CANCELED
 *            RESUME_WITH_TASK, RETRY_WITH_TASK         WAITING_TO_CONTINUE for the task, or WAITING_TO_EXECUTE if it is ready
 *            RESUME_WITH_PARALLEL_TASK                 the same for all its tasks; what would end the run, ends it
 *            YIELD_EXECUTION                           WAITING_TO_EXECUTE; FAILURE after 100
 *            AUTO_YIELD_EXECUTION…                     WAITING_TO_EXECUTE
 *            AUTO_YIELD_RATE_LIMIT                     WAITING_TO_EXECUTE, once it is lifted; FAILURE if that is no date
 *   4xx, an answer that cannot be read                 FAILURE
 *   no answer, 5xx                                     WAITING_TO_EXECUTE, later; FAILURE after the last try
 *   function timeout                                   WAITING_TO_EXECUTE; TIMED_OUT over the limit or without progress
 *   aborted (the worker stops)                         WAITING_TO_EXECUTE
 *
 * What would be executed again at once, or later but without waiting for a task, is TIMED_OUT instead once the run has used
 * up its time: nothing else ends a run whose endpoint hands back every execution.
 *
 * With every end but SUCCESS the open tasks end too: CANCELED with CANCELED and TIMED_OUT, else ERRORED.
 */
import type { ExecuteJobResult } from '@kongflow/endpoint-api';
import type { RunsContext } from './context.ts';
import type { EndedExecution } from './execution.ts';
import { finishRun } from './finish-run.ts';
import { applyAbort } from './outcomes/abort.ts';
import { applyEndpointFailure } from './outcomes/endpoint-failure.ts';
import { applyFunctionTimeout } from './outcomes/function-timeout.ts';
import { applyResponse } from './outcomes/response.ts';

/** Applies what an execution ended with, in one transaction, if the execution still holds the run. */
export function applyOutcome(context: RunsContext, execution: EndedExecution, result: ExecuteJobResult): Promise<void> {
  switch (result.kind) {
    case 'response':
      return applyResponse(context, execution, result.response);
    case 'errorResponse':
      if (isRefusal(result.status)) return finishRun(context, execution, { status: 'FAILURE', output: result.error });
      return applyEndpointFailure(context, execution, result.error);
    case 'httpError':
      if (isRefusal(result.status)) return failWith(context, execution, result.message);
      return applyEndpointFailure(context, execution, { message: result.message });
    case 'unreachable':
      return applyEndpointFailure(context, execution, { message: result.message });
    case 'timeout':
      return applyFunctionTimeout(context, execution);
    case 'invalidJson':
    case 'invalidResponse':
    case 'tooLarge':
      return failWith(context, execution, result.message);
    case 'aborted':
      break;
  }
  return applyAbort(context, execution);
}

/** The endpoint will not take this request, however often it is repeated. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

function failWith(context: RunsContext, execution: EndedExecution, message: string): Promise<void> {
  return finishRun(context, execution, { status: 'FAILURE', output: { message } });
}
