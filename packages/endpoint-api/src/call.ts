import { PROTOCOL_VERSION } from '@kongflow/protocol';

import { displayUrl, parseEndpointUrl } from './endpoint-url.ts';
import type { EndpointClientSettings } from './options.ts';
import type { Transport, TransportFailure, TransportAnswer } from './transport.ts';

/** Longest text of an endpoint that is passed on, in characters. */
const MAX_TEXT_LENGTH = 10_000;

/** Which endpoint is called, and with which means. */
export interface CallContext {
  readonly url: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly settings: EndpointClientSettings;
}

/** What every call takes. */
export interface CallOptions {
  /** Aborts the call; its outcome is then `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** One action of the endpoint. */
export interface Action {
  readonly name: 'PING' | 'VALIDATE' | 'INDEX_ENDPOINT' | 'EXECUTE_JOB' | 'PREPROCESS_RUN';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly followRedirects: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What came back, and how long it took in whole milliseconds. */
export type CallOutcome = (TransportAnswer | TransportFailure) & { readonly durationMs: number };

/** Calls an endpoint. Every action is a POST to its one URL, told apart by a header. */
export async function call(context: CallContext, action: Action): Promise<CallOutcome> {
  const startedAt = performance.now();
  const result = await send(context, action);
  const durationMs = Math.floor(performance.now() - startedAt);
  if (result.kind !== 'answer' || !isSuccess(result.status)) {
    context.settings.logger?.debug('Call of an endpoint failed', {
      action: action.name,
      url: displayUrl(context.url),
      durationMs,
      outcome: result.kind === 'answer' ? `status ${result.status}` : result.kind,
      ...('reason' in result ? { reason: result.reason } : {}),
    });
  }
  return { ...result, durationMs };
}

/** Tells whether an answer is meant as success. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/**
 * Makes a text that the endpoint wrote fit to be shown, logged and stored: without the API key, without NUL, which
 * PostgreSQL refuses, and not longer than {@link MAX_TEXT_LENGTH}.
 */
export function clean(context: CallContext, text: string): string {
  const shown = context.apiKey === '' ? text : text.replaceAll(context.apiKey, '[API key]');
  const storable = shown.replaceAll('\0', '\ufffd');
  const short = storable.length > MAX_TEXT_LENGTH ? `${storable.slice(0, MAX_TEXT_LENGTH)}…` : storable;
  return short.toWellFormed();
}

async function send(context: CallContext, action: Action): Promise<TransportAnswer | TransportFailure> {
  const url = parseEndpointUrl(context.url);
  if (url === null) return { kind: 'unreachable', reason: 'INVALID_URL' };
  const body = action.body === undefined ? null : JSON.stringify(action.body);
  return context.transport.send({
    url,
    headers: {
      'x-trigger-api-key': context.apiKey,
      'x-trigger-action': action.name,
      'x-trigger-version': PROTOCOL_VERSION,
      'user-agent': 'triggerdotdev-server/2.0.0',
      accept: 'application/json',
      // The size limit is one of bytes read; without the header any coding would be acceptable.
      'accept-encoding': 'identity',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...action.headers,
    },
    body,
    timeoutMs: action.timeoutMs,
    followRedirects: action.followRedirects,
    signal: action.signal,
  });
}
