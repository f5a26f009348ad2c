import { formatIssues } from '@kongflow/protocol';
import type { z } from 'zod';

import { type Action, call, type CallContext, clean, isSuccess } from './call.ts';
import { describeFailure } from './describe-failure.ts';
import { displayUrl } from './endpoint-url.ts';
import { messages } from './messages.ts';
import { parseBody, refusalMessage } from './parse-body.ts';
import { readHeaders } from './response-headers.ts';
import type { ConnectFailure, EndpointHeaders } from './results.ts';

type Refusable = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Outcome of PING or VALIDATE before it is narrowed to the one or the other. */
export type ConnectResult<Answer> =
  | { readonly ok: true; readonly answer: Answer; readonly headers: EndpointHeaders }
  | { readonly ok: false; readonly kind: ConnectFailure; readonly error: string };

/** What PING and VALIDATE share: both ask the endpoint who it is, and answer with `ok` (trigger.dev v2 `EndpointApi`). */
export async function connect<Response extends Refusable>(
  context: CallContext,
  action: Pick<Action, 'headers' | 'signal'> & { readonly name: 'PING' | 'VALIDATE' },
  schema: z.ZodType<Response>,
): Promise<ConnectResult<Extract<Response, { ok: true }>>> {
  const url = displayUrl(context.url);
  const fail = (kind: ConnectFailure, error: string) => ({ ok: false, kind, error: clean(context, error) }) as const;
  const outcome = await call(context, {
    ...action,
    timeoutMs: context.settings.requestTimeoutMs,
    followRedirects: true,
  });
  if (outcome.kind !== 'answer') {
    const failure = describeFailure(outcome, url);
    return fail(failure.kind, failure.message);
  }
  if (outcome.status === 401) return fail('unauthorized', refusalMessage(outcome.body) ?? messages.invalidKey);
  if (!isSuccess(outcome.status)) return fail('httpError', messages.statusCode(url, outcome.status));
  const json = parseBody(outcome.body);
  if (!json) return fail('invalidJson', messages.notJson);
  const parsed = schema.safeParse(json);
  if (!parsed.success) return fail('invalidResponse', messages.wrongForm(url, formatIssues(parsed.error)));
  return isAccepted(parsed.data)
    ? { ok: true, answer: parsed.data, headers: readHeaders(outcome.headers) }
    : fail('refused', 'error' in parsed.data ? parsed.data.error : '');
}

function isAccepted<Response extends Refusable>(response: Response): response is Extract<Response, { ok: true }> {
  return response.ok;
}
