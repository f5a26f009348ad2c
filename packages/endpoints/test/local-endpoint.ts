import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { IndexEndpointResponse, JobMetadata } from '@kongflow/protocol';

/** What an endpoint answers. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface LocalEndpointOptions {
  readonly id?: string;
  readonly jobs?: readonly JobMetadata[];
  /** Answers in place of the endpoint; undefined leaves it to it. */
  readonly answer?: (action: string, path: string) => Answer | undefined | Promise<Answer | undefined>;
}

export interface LocalEndpoint {
  readonly id: string;
  readonly origin: string;
  readonly url: string;
  readonly requests: { readonly action: string; readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** What INDEX_ENDPOINT answers from now on. */
  jobs: readonly JobMetadata[];
  close(): Promise<void>;
}

const versions = { 'trigger-version': '2023-09-29', 'trigger-sdk-version': '2.3.18' };
let count = 0;

/** An endpoint on this machine that speaks as much of the protocol as creating and indexing need. */
export async function startLocalEndpoint(options: LocalEndpointOptions = {}): Promise<LocalEndpoint> {
  count += 1;
  const id = options.id ?? `endpoint-${count}`;
  const requests: LocalEndpoint['requests'] = [];

  const server = createServer((request, response) => {
    const action = String(request.headers['x-trigger-action']);
    const path = request.url ?? '/';
    requests.push({ action, path, headers: request.headers });
    request.resume();
    const reply = async (): Promise<void> => {
      const answer = (await options.answer?.(action, path)) ?? defaultAnswer(action, request.headers);
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...versions, ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
    };
    void reply();
  });
  const endpoint: LocalEndpoint = {
    id,
    origin: '',
    url: '',
    requests,
    jobs: options.jobs ?? [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function defaultAnswer(action: string, headers: IncomingHttpHeaders): Answer {
    if (action === 'PING') {
      const asked = headers['x-trigger-endpoint-id'];
      const error = `Endpoint ID mismatch error. Expected ${id}, got ${String(asked)}`;
      return { body: asked === id ? { ok: true } : { ok: false, error } };
    }
    if (action === 'VALIDATE') return { body: { ok: true, endpointId: id } };
    return { body: indexResponse(endpoint.jobs) };
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return Object.assign(endpoint, { origin, url: `${origin}/api/trigger` });
}

/** An answer to INDEX_ENDPOINT. */
export function indexResponse(jobs: readonly JobMetadata[]): IndexEndpointResponse {
  return { jobs: [...jobs], sources: [], dynamicTriggers: [], dynamicSchedules: [], webhooks: [], httpEndpoints: [] };
}

/** A job as the SDK declares it. */
export function job(id: string, fields: Partial<JobMetadata> = {}): JobMetadata {
  return {
    id,
    name: `Job ${id}`,
    version: '1.0.0',
    event: { name: `${id}.event`, title: 'Event', source: 'trigger.dev', icon: 'custom-event' },
    trigger: {
      type: 'static',
      title: `${id}.event`,
      rule: { event: [`${id}.event`], source: 'trigger.dev', payload: {} },
    },
    integrations: {},
    internal: false,
    enabled: true,
    startPosition: 'latest',
    preprocessRuns: false,
    ...fields,
  };
}
