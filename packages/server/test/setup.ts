import type { Logger } from '@kongflow/logger';
import { createTestDatabase } from '@kongflow/testing';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { bootstrap, createKongflow, type Kongflow } from 'kongflow';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createFetchHandler, type FetchHandler, type FetchHandlerOptions } from '../src/index.ts';

/** A platform without workers on a database of its own, and its handler. */
export interface TestServer {
  readonly kongflow: Kongflow;
  readonly dev: AuthenticatedEnvironment;
  readonly prod: AuthenticatedEnvironment;
  /** The handler itself. */
  readonly fetch: FetchHandler;
  /** Sends a request; with an environment, its private key goes along. */
  readonly send: (path: string, init?: RequestInit, environment?: AuthenticatedEnvironment) => Promise<Response>;
}

/** @param logger receives what the platform and the handler log. Default: nothing does */
export async function setup(options: FetchHandlerOptions = {}, logger?: Logger): Promise<TestServer> {
  const { url } = await createTestDatabase();
  const kongflow = createKongflow({
    database: { connectionString: url, max: 4 },
    encryptionKey: '0123456789abcdef0123456789abcdef',
    worker: { enabled: false },
    ...(logger === undefined ? {} : { logger }),
  });
  onTestFinished(() => kongflow.stop());
  await kongflow.start();
  const { environments } = await bootstrap(kongflow);
  const dev = environments.find(({ slug }) => slug === 'dev');
  const prod = environments.find(({ slug }) => slug === 'prod');
  if (dev === undefined || prod === undefined) throw new Error('the first project lacks an environment');
  const fetch = createFetchHandler(kongflow, options);
  return {
    kongflow,
    dev,
    prod,
    fetch,
    send(path, init = {}, environment) {
      const headers = new Headers(init.headers);
      if (environment) headers.set('authorization', `Bearer ${environment.apiKey}`);
      return fetch(new Request(`http://kongflow.test${path}`, { ...init, headers }));
    },
  };
}

/** A POST with a JSON body and no Content-Type, as the CLI sends it. */
export function post(body: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(body) };
}

/** The text that the SDK would throw. */
export async function errorOf(response: Response): Promise<string> {
  return z.object({ error: z.string() }).parse(await response.json()).error;
}
