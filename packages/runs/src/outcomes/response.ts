import type { RunJobResponse } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import { applyRateLimit } from './auto-yield-rate-limit.ts';
import { applyCompletedTaskYield } from './auto-yield-with-completed-task.ts';
import type { Answer } from './answer.ts';
import { applyError } from './error.ts';
import { applyParallelTask, findEnd } from './resume-with-parallel-task.ts';
import { applyResumeWithTask } from './resume-with-task.ts';
import { applyRetryWithTask } from './retry-with-task.ts';
import { applyYield } from './yield-execution.ts';

/** Applies what the SDK answered, by its status. */
export function applyResponse(
  context: RunsContext,
  execution: EndedExecution,
  response: RunJobResponse,
): Promise<void> {
  switch (response.status) {
    case 'SUCCESS':
      // Tasks may be open: a job may swallow the SDK's signal that it has to wait. They stay, and wake nobody.
      return finishRun(context, execution, { status: 'SUCCESS', output: response.output });
    case 'ERROR':
      return applyError(context, execution, response);
    case 'INVALID_PAYLOAD':
      return finishRun(context, execution, { status: 'INVALID_PAYLOAD', output: response.errors });
    case 'UNRESOLVED_AUTH_ERROR':
      return finishRun(context, execution, { status: 'UNRESOLVED_AUTH', output: response.issues });
    case 'CANCELED':
      // The SDK met a cancelled task. As a rule the run is cancelled too, and this comes too late; where it is not, it
      // must not be left without an end.
      return finishRun(context, execution, { status: 'CANCELED' });
    case 'RESUME_WITH_TASK':
      return applyResumeWithTask(context, execution, response);
    case 'RETRY_WITH_TASK':
      return applyRetryWithTask(context, execution, response);
    case 'RESUME_WITH_PARALLEL_TASK':
      return applyResponseOfItems(context, execution, response);
    case 'YIELD_EXECUTION':
      return applyYield(context, execution, response);
    case 'AUTO_YIELD_EXECUTION':
      return continueRun(context, execution, {});
    case 'AUTO_YIELD_RATE_LIMIT':
      return applyRateLimit(context, execution, response);
    case 'AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK':
      break;
  }
  return applyCompletedTaskYield(context, execution, response);
}

function applyResponseOfItems(
  context: RunsContext,
  execution: EndedExecution,
  response: Answer<'RESUME_WITH_PARALLEL_TASK'>,
): Promise<void> {
  const end = findEnd(response);
  return end === undefined ? applyParallelTask(context, execution, response) : applyResponse(context, execution, end);
}
