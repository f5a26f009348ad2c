import { describeIndexIssues, type IndexEndpointResponse, IndexEndpointResponseSchema } from '@kongflow/protocol';

import { call, type CallContext, type CallOptions, clean, isSuccess } from './call.ts';
import { describeFailure } from './describe-failure.ts';
import { displayUrl, parseEndpointUrl } from './endpoint-url.ts';
import { messages } from './messages.ts';
import { parseBody, refusalMessage } from './parse-body.ts';
import { isRedirect, mayFollow, resolveLocation } from './redirect-policy.ts';
import { readHeaders } from './response-headers.ts';
import type { EndpointHeaders } from './results.ts';

/** Why an endpoint could not be indexed. */
export type IndexFailure =
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'tooLarge'
  | 'unauthorized'
  | 'httpError'
  | 'unsafeRedirect'
  | 'invalidJson'
  | 'invalidResponse';

/**
 * Outcome of INDEX_ENDPOINT. Redirects are not followed here: the caller stores the new URL, then asks it, and counts.
 * Every failure carries the text to store; `raw` holds the details of `invalidResponse`.
 */
export type IndexEndpointResult =
  | { readonly kind: 'response'; readonly response: IndexEndpointResponse; readonly headers: EndpointHeaders }
  | { readonly kind: 'redirect'; readonly location: string; readonly status: number }
  | { readonly kind: IndexFailure; readonly message: string; readonly raw?: string };

/** Asks an endpoint for everything it declares (trigger.dev v2.2 `EndpointApi.indexEndpoint`). */
export async function indexEndpoint(context: CallContext, options: CallOptions = {}): Promise<IndexEndpointResult> {
  const url = displayUrl(context.url);
  const fail = (kind: IndexFailure, message: string, raw?: string) => ({
    kind,
    message: clean(context, message),
    ...(raw === undefined ? {} : { raw: clean(context, raw) }),
  });
  const outcome = await call(context, {
    name: 'INDEX_ENDPOINT',
    timeoutMs: context.settings.requestTimeoutMs,
    followRedirects: false,
    signal: options.signal,
  });
  if (outcome.kind !== 'answer') {
    const failure = describeFailure(outcome, url);
    return fail(failure.kind, failure.message);
  }
  if (isRedirect(outcome.status)) {
    const location = outcome.headers.get('location');
    if (location === undefined) return fail('httpError', messages.noLocation(url));
    const target = resolveLocation(location, outcome.url);
    if (target === null || parseEndpointUrl(target.href) === null || !mayFollow(outcome.url, target)) {
      return fail('unsafeRedirect', messages.unsafeRedirect(url, displayUrl(target?.href ?? location)));
    }
    return { kind: 'redirect', location: target.href, status: outcome.status };
  }
  if (outcome.status === 401) return fail('unauthorized', refusalMessage(outcome.body) ?? messages.invalidKey);
  if (!isSuccess(outcome.status)) return fail('httpError', messages.statusCode(url, outcome.status));
  const json = parseBody(outcome.body);
  if (!json) return fail('invalidJson', messages.notJson);
  const parsed = IndexEndpointResponseSchema.safeParse(json);
  if (!parsed.success) {
    const issues = describeIndexIssues(parsed.error, json);
    return fail('invalidResponse', issues.message, issues.raw);
  }
  return { kind: 'response', response: parsed.data, headers: readHeaders(outcome.headers) };
}
