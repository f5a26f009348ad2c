import { Agent, type Dispatcher } from 'undici';

import { startDeadline } from './deadline.ts';
import type { EndpointClientSettings } from './options.ts';
import { readBody } from './read-body.ts';
import { isRedirect, keepsMethod, mayFollow, resolveLocation } from './redirect-policy.ts';

/** A call to one endpoint. */
export interface TransportRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Longest wait for the head of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly followRedirects: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** An answer, whatever its status. */
export interface TransportAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** What was answered by: the last URL of the redirects. */
  readonly url: URL;
}

/** Why there is no answer. `reason` is a code for logs, such as ECONNREFUSED. */
export type TransportFailure =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'brokenOff'; readonly reason: string }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  | { readonly kind: 'tooLarge'; readonly limitBytes: number }
  | { readonly kind: 'aborted' };

/** An answer, or why there is none. */
export type TransportResult = TransportAnswer | TransportFailure;

/**
 * Sends POST requests over kept-alive connections, with limits on time and size. Never throws for what the other side
 * does, and never lets a cause out: errors of the HTTP client may hold the headers they failed on.
 */
export class Transport {
  readonly #agent: Agent;
  readonly #settings: EndpointClientSettings;
  #closing: Promise<void> | null = null;

  constructor(settings: EndpointClientSettings) {
    this.#settings = settings;
    this.#agent = new Agent({
      connect: { timeout: settings.connectTimeoutMs },
      keepAliveTimeout: settings.keepAliveMs,
      connections: settings.maxConnectionsPerOrigin,
      // Our own deadlines are exact, and cover redirects and answers that trickle in, which the client's do not.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async send(request: TransportRequest): Promise<TransportResult> {
    const startedAt = performance.now();
    let { url } = request;
    for (let redirects = 0; ; redirects += 1) {
      const leftMs = Math.max(1, request.timeoutMs - (performance.now() - startedAt));
      const result = await this.#sendOnce(request, url, leftMs);
      if (result.kind !== 'answer' || !request.followRedirects || !keepsMethod(result.status)) return result;
      const location = result.headers.get('location');
      const next = location === undefined ? null : resolveLocation(location, url);
      if (next === null || redirects === this.#settings.maxRedirects || !mayFollow(url, next)) return result;
      url = next;
    }
  }

  /** Waits for calls under way, then closes all connections. */
  async close(): Promise<void> {
    this.#closing ??= this.#agent.close();
    await this.#closing;
  }

  async #sendOnce(request: TransportRequest, url: URL, leftMs: number): Promise<TransportResult> {
    if (request.signal?.aborted) return { kind: 'aborted' };
    const deadline = startDeadline(leftMs, request.signal);
    let response: Dispatcher.ResponseData | null = null;
    try {
      response = await this.#agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: request.headers,
        body: request.body,
        signal: deadline.signal,
      });
      deadline.restart(this.#settings.bodyTimeoutMs);
      const body = await readBody(response, isRedirect(response.statusCode) ? 0 : this.#settings.maxResponseBytes);
      if (body === null) return { kind: 'tooLarge', limitBytes: this.#settings.maxResponseBytes };
      return { kind: 'answer', status: response.statusCode, headers: headersOf(response), body, url };
    } catch (error) {
      if (deadline.state === 'aborted') return { kind: 'aborted' };
      if (deadline.state === 'expired') {
        return { kind: 'timeout', timeoutMs: response === null ? request.timeoutMs : this.#settings.bodyTimeoutMs };
      }
      return { kind: response === null ? 'unreachable' : 'brokenOff', reason: reasonOf(error) };
    } finally {
      deadline.stop();
    }
  }
}

function headersOf(response: Dispatcher.ResponseData): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** Only the code: messages of the HTTP client may quote what was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}
