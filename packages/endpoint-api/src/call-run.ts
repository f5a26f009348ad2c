import { type ErrorWithStack, ErrorWithStackSchema, formatIssues } from '@kongflow/protocol';
import type { z } from 'zod';

import { type Action, call, type CallContext, clean, isSuccess } from './call.ts';
import { displayUrl } from './endpoint-url.ts';
import { parseBody } from './parse-body.ts';
import { readHeaders } from './response-headers.ts';
import type { CallResult } from './results.ts';
import { isTimeoutForm } from './timeout-form.ts';

/**
 * What EXECUTE_JOB and PREPROCESS_RUN share: a JSON body, and outcomes that decide about a run. The order of the checks
 * is trigger.dev v2.2's: an error object wins over the forms of a timeout.
 */
export async function callRun<Response>(
  context: CallContext,
  action: Omit<Action, 'followRedirects'>,
  schema: z.ZodType<Response>,
): Promise<CallResult<Response>> {
  const url = displayUrl(context.url);
  const outcome = await call(context, { ...action, followRedirects: true });
  const { durationMs } = outcome;
  switch (outcome.kind) {
    case 'unreachable': {
      const message = `Connection could not be established to the endpoint (${url})`;
      return { kind: 'unreachable', message, reason: outcome.reason, durationMs };
    }
    case 'brokenOff': {
      const message = `The answer of the endpoint (${url}) broke off`;
      return { kind: 'unreachable', message, reason: outcome.reason, durationMs };
    }
    case 'timeout': {
      const message = `Endpoint (${url}) did not answer within ${outcome.timeoutMs} ms`;
      return { kind: 'timeout', message, status: null, headers: null, durationMs };
    }
    case 'tooLarge': {
      const message = `Endpoint responded with more than ${outcome.limitBytes} bytes`;
      return { kind: 'tooLarge', message, limitBytes: outcome.limitBytes, durationMs };
    }
    case 'aborted':
      return { kind: 'aborted', message: `The call of the endpoint (${url}) was aborted`, durationMs };
    case 'answer':
      break;
  }
  const answered = { status: outcome.status, headers: readHeaders(outcome.headers), durationMs };
  const json = parseBody(outcome.body);
  if (!isSuccess(outcome.status)) {
    const message = `Endpoint responded with ${outcome.status} status code`;
    const remote = ErrorWithStackSchema.safeParse(json);
    if (remote.success) {
      const error = cleanError(context, remote.data);
      return { kind: 'errorResponse', message: error.message, error, ...answered };
    }
    return { kind: isTimeoutForm(outcome) ? 'timeout' : 'httpError', message, ...answered };
  }
  if (json === undefined || json === null) {
    return { kind: 'invalidJson', message: 'Endpoint responded with invalid JSON', ...answered };
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    return { kind: 'invalidResponse', message: clean(context, formatIssues(parsed.error)), ...answered };
  }
  return { kind: 'response', response: parsed.data, headers: answered.headers, durationMs };
}

function cleanError(context: CallContext, error: ErrorWithStack): ErrorWithStack {
  return {
    message: clean(context, error.message),
    name: error.name === undefined ? undefined : clean(context, error.name),
    stack: error.stack === undefined ? undefined : clean(context, error.stack),
  };
}
