import { type PreprocessRunBody, type PreprocessRunResponse, PreprocessRunResponseSchema } from '@kongflow/protocol';

import type { CallContext, CallOptions } from './call.ts';
import { callRun } from './call-run.ts';
import type { CallResult } from './results.ts';

/** Outcome of PREPROCESS_RUN. A run is executed whatever it is, unless the response says `abort`. */
export type PreprocessRunResult = CallResult<PreprocessRunResponse>;

/** Lets an endpoint look at a run before it starts (trigger.dev v2 `EndpointApi.preprocessRunRequest`). */
export async function preprocessRun(
  context: CallContext,
  body: PreprocessRunBody,
  options: CallOptions = {},
): Promise<PreprocessRunResult> {
  const timeoutMs = context.settings.requestTimeoutMs;
  return callRun(
    context,
    { name: 'PREPROCESS_RUN', body, timeoutMs, signal: options.signal },
    PreprocessRunResponseSchema,
  );
}
