import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { FetchHandler } from './create-fetch-handler.ts';

/** Options of {@link serve}. */
export interface ServeOptions {
  readonly fetch: FetchHandler;
  /** TCP port; 0 takes a free one. Default: 3030. */
  readonly port?: number;
  /** Address to listen on. Default: all (`::` or `0.0.0.0`). */
  readonly hostname?: string;
}

/** A listening HTTP server. */
export interface RunningServer {
  readonly port: number;
  /** Takes no new connections, waits for the requests under way, and resolves when the last one is answered. */
  stop(): Promise<void>;
}

/**
 * Serves a fetch handler with Node's HTTP server.
 *
 * @returns the server, already listening
 * @throws the listen error (for instance EADDRINUSE) when the port cannot be had
 */
export async function serve({ fetch, port = 3030, hostname }: ServeOptions): Promise<RunningServer> {
  // Without the option, the adapter would replace Request and Response of the whole process.
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  server.listen({ port, host: hostname });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no TCP port');
  let stopping: Promise<void> | undefined;
  // Node closes the connections that are idle when a server closes; one that answers then would be kept for 5 s more.
  server.on('request', (_request, response) => {
    response.once('close', () => {
      if (stopping !== undefined) server.closeIdleConnections();
    });
  });
  return {
    port: address.port,
    stop() {
      stopping ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      return stopping;
    },
  };
}
