import { PROTOCOL_VERSION } from '@kongflow/protocol';

import { displayUrl, parseEndpointUrl } from './endpoint-url.ts';
import type { EndpointClientSettings } from './options.ts';
import type { Transport, TransportFailure, TransportAnswer } from './transport.ts';

/** Which endpoint is called, and with which means. */
export interface CallContext {
  readonly url: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly settings: EndpointClientSettings;
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
  if (result.kind !== 'answer' || result.status >= 400) {
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

/** Takes the API key out of a text that the endpoint wrote. */
export function withoutKey(context: CallContext, text: string): string {
  return context.apiKey === '' ? text : text.replaceAll(context.apiKey, '[API key]');
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
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...action.headers,
    },
    body,
    timeoutMs: action.timeoutMs,
    followRedirects: action.followRedirects,
    signal: action.signal,
  });
}
