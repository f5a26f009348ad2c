import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

import type * as adapter238 from '@trigger.dev/express';
import type * as sdk238 from '@trigger.dev/sdk';
import express from 'express';

/** The types of 2.3.18 also describe what is used here of 2.1.9. */
type Sdk = typeof sdk238;
type Adapter = typeof adapter238;
type Client = InstanceType<Sdk['TriggerClient']>;

/** The two generations of the SDK that are supported. */
export type Generation = '2.1.9' | '2.3.18';

export interface SdkEndpoint {
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The real, unmodified SDK and its express adapter. */
export function loadSdk(generation: Generation): { sdk: Sdk; adapter: Adapter } {
  const root = generation === '2.1.9' ? '../../../../e2e/sdk-2.1/package.json' : '../../../../package.json';
  const load = createRequire(new URL(root, import.meta.url));
  const sdk: Sdk = load('@trigger.dev/sdk');
  const adapter: Adapter = load('@trigger.dev/express');
  return { sdk, adapter };
}

/** Serves an endpoint of the real SDK on a free port of 127.0.0.1. */
export async function startSdkEndpoint(
  generation: Generation,
  options: { readonly id: string; readonly apiKey: string },
  define: (sdk: Sdk, client: Client) => void,
): Promise<SdkEndpoint> {
  const { sdk, adapter } = loadSdk(generation);
  // No server is called: jobs that run tasks would find nobody here.
  const client = new sdk.TriggerClient({ ...options, apiUrl: 'http://127.0.0.1:9', logLevel: 'log' });
  define(sdk, client);
  const app = express();
  const middleware = adapter.createMiddleware(client);
  app.use((request, response, next) => {
    void middleware(request, response, next);
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/trigger`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
