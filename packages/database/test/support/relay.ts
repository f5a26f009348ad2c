import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to the real server that can be cut, or go silent as if the other side had lost its power. */
export interface Relay {
  readonly url: string;
  /** Ends every connection. */
  cut(): void;
  /** Passes nothing on any more, on connections that stay open. */
  silence(): void;
  /** Passes on what comes over new connections. */
  recover(): void;
  /** How many connections were made. */
  readonly connections: number;
}

/** Opens a relay for the test. */
export async function relay(url: string): Promise<Relay> {
  const target = new URL(url);
  const { port, hostname } = target;
  const sockets = new Set<Socket>();
  let connections = 0;
  let silent = false;
  const server = createServer((socket) => {
    connections += 1;
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      if (!silent) from.pipe(to);
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  target.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: target.href,
    cut,
    silence: () => {
      silent = true;
      for (const socket of sockets) socket.unpipe();
    },
    recover: () => (silent = false),
    get connections() {
      return connections;
    },
  };
}
