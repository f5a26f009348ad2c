import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the stub got. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the stub does with a request; without it, the request is answered never. */
export type Handler = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void;

export interface StubEndpoint {
  readonly origin: string;
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Connections accepted so far. */
  readonly connections: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an HTTP server on a free port that plays an endpoint. */
export async function startStub(handler: Handler): Promise<StubEndpoint> {
  const seen: SeenRequest[] = [];
  let connections = 0;
  const server = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => chunks.push(chunk));
    raw.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const request = { method: raw.method ?? '', path: raw.url ?? '', headers: raw.headers, body };
      seen.push(request);
      handler(request, response, raw);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/api/trigger`,
    seen,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Answers with a status and a body: objects as JSON, texts as they are. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** An endpoint that nobody listens at: the port was free a moment ago. */
export async function refusedUrl(): Promise<string> {
  const stub = await startStub(() => {});
  await stub[Symbol.asyncDispose]();
  return stub.url;
}
