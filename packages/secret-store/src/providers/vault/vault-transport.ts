import type { VaultSettings } from './options.ts';
import { followRedirect } from './redirect-policy.ts';

/** Most redirects of one request: from a standby server to the active one, and on when that has just changed. */
const MAX_REDIRECTS = 3;

/** A request to Vault. */
export interface VaultRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path after `/v1/`, not percent-encoded. */
  readonly path: string;
  /** Lists the path as a folder. */
  readonly list?: boolean;
  /** JSON text. */
  readonly body?: string;
  /** What it is for, as the start of an error message. */
  readonly what: string;
  /** The capability that a policy has to grant on the path. */
  readonly capability: string;
  /** The secret, where it is about one. */
  readonly key?: string;
}

/** What Vault answered. */
export interface VaultAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** The body as JSON; undefined when there is none or it is no JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** An answer that is final. */
export interface SettledAnswer extends VaultAnswer {
  /** How often the request was sent: when more than once, Vault may have done it before. */
  readonly attempts: number;
}

/** What became of one attempt: `unreachable` is worth another one, `refused` is not. */
export type VaultAttempt =
  | VaultAnswer
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Sends one request once, with redirects, a time limit and a size limit. Never throws, never tells what was sent. */
export async function sendOnce(
  settings: VaultSettings,
  request: VaultRequest,
  headers: Readonly<Record<string, string>>,
): Promise<VaultAttempt> {
  const controller = new AbortController();
  const expire = () => controller.abort();
  const stop = settings.clock.schedule(settings.timeoutMs, expire);
  try {
    return await exchange(settings, request, headers, controller);
  } catch (error) {
    const reason = controller.signal.aborted ? `no answer within ${settings.timeoutMs} ms` : reasonOf(error);
    return { kind: 'unreachable', reason };
  } finally {
    stop();
  }
}

async function exchange(
  settings: VaultSettings,
  { method, path, list, body }: VaultRequest,
  headers: Readonly<Record<string, string>>,
  controller: AbortController,
): Promise<VaultAttempt> {
  const segments = path.split('/').map(encodeURIComponent).join('/');
  const target = list === true ? `/v1/${segments}/?list=true` : `/v1/${segments}`;
  let url = settings.address + target;
  for (let redirects = 0; ; redirects += 1) {
    const init = { method, headers, redirect: 'manual', signal: controller.signal } as const;
    const response = await settings.fetch(url, body === undefined ? init : { ...init, body });
    if (response.status < 300 || response.status > 399) return read(response, settings.maxResponseBytes, controller);
    await response.body?.cancel();
    const next = followRedirect(response.status, response.headers.get('location'), url, target);
    if ('refusal' in next) return { kind: 'refused', reason: `the answer was ${next.refusal}: check \`address\`` };
    if (redirects === MAX_REDIRECTS) return { kind: 'unreachable', reason: `more than ${MAX_REDIRECTS} redirects` };
    url = next.url;
  }
}

async function read(response: Response, limit: number, controller: AbortController): Promise<VaultAttempt> {
  const chunks: Uint8Array[] = [];
  let size = Number(response.headers.get('content-length') ?? 0);
  if (size <= limit && response.body !== null) {
    size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > limit) break;
      chunks.push(chunk);
    }
  }
  if (size > limit) {
    controller.abort();
    return { kind: 'refused', reason: `the answer was larger than ${limit} bytes: raise \`maxResponseBytes\`` };
  }
  const { status, headers } = response;
  return { kind: 'answer', status, headers, body: parse(Buffer.concat(chunks).toString('utf8')) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Of the errors of fetch only the system's code is passed on.
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'the connection failed';
}
