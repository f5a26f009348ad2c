import { type RunJobBody, type RunJobResponse, RunJobResponseSchema } from '@kongflow/protocol';

import type { CallContext, CallOptions } from './call.ts';
import { callRun } from './call-run.ts';
import type { CallResult } from './results.ts';

/** Limits of one execution. */
export interface ExecuteJobOptions extends CallOptions {
  /** Longest wait for the answer, in milliseconds. Default: `executionTimeoutMs` of the client. */
  readonly timeoutMs?: number | undefined;
}

/** Outcome of EXECUTE_JOB. */
export type ExecuteJobResult = CallResult<RunJobResponse>;

/** Lets an endpoint execute a run until it ends or has to wait (trigger.dev v2 `EndpointApi.executeJobRequest`). */
export async function executeJob(
  context: CallContext,
  body: RunJobBody,
  options: ExecuteJobOptions = {},
): Promise<ExecuteJobResult> {
  const timeoutMs = options.timeoutMs ?? context.settings.executionTimeoutMs;
  return callRun(context, { name: 'EXECUTE_JOB', body, timeoutMs, signal: options.signal }, RunJobResponseSchema);
}
