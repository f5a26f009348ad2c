import { createServer, type Server } from 'node:http';
import { waitFor } from '@kongflow/testing';
import type { TriggerClient } from '@trigger.dev/sdk';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import type { EnvironmentSlug, Platform } from './platform.ts';
import type { Sdk } from './sdks.ts';

/** Defines the jobs of an app. */
export type Define = (client: TriggerClient, sdk: Sdk) => void;

/** Options of {@link startApp}. */
export interface AppOptions {
  readonly sdk: Sdk;
  readonly platform: Pick<Platform, 'url' | 'environment'>;
  /** Default: prod. */
  readonly environment?: EnvironmentSlug;
  /** The id of the client, which is the endpoint's. Default: `app`. */
  readonly id?: string;
  readonly define: Define;
}

/** A call that the platform made to the app. */
export interface EndpointCall {
  readonly action: string;
  readonly runId: string | null;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The JSON that the app answered; null until then. */
  answer: unknown;
}

const ExecutionSchema = z.object({ run: z.object({ id: z.string() }) });
const EndpointSchema = z.object({ endpointIndex: z.object({ id: z.string() }) });
const IndexSchema = z.object({
  status: z.enum(['PENDING', 'STARTED', 'SUCCESS', 'FAILURE']),
  stats: z.record(z.number()).nullish(),
  error: z.object({ message: z.string() }).nullish(),
});

/** An express app with the unmodified SDK: it can go down and come back on the same port. */
export class TestApp {
  /** Every call to the app, oldest first. */
  readonly calls: EndpointCall[] = [];
  /** Answer this status to every call instead of asking the SDK; null: work normally. */
  brokenWith: number | null = null;
  readonly #options: AppOptions;
  #client: TriggerClient;
  #server: Server | null = null;
  #port = 0;

  constructor(options: AppOptions) {
    this.#options = options;
    this.#client = this.#createClient(options.define);
  }

  get client(): TriggerClient {
    return this.#client;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/api/trigger`;
  }

  /** The EXECUTE_JOB calls, of one run or of all. */
  executions(runId?: string): EndpointCall[] {
    return this.calls.filter((call) => call.action === 'EXECUTE_JOB' && (runId === undefined || call.runId === runId));
  }

  /** Listens: on a free port the first time, later on the same one. New definitions replace the old ones. */
  async start(define?: Define): Promise<void> {
    if (define !== undefined) this.#client = this.#createClient(define);
    const app = express();
    const middleware = this.#options.sdk.createMiddleware(this.#client);
    app.use(express.json({ limit: '10mb' }), this.#record());
    app.use((request, response, next) => void middleware(request, response, next));
    const server = createServer(app);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the app listens on no TCP port');
    this.#port = address.port;
    this.#server = server;
  }

  /** Goes down at once, as a killed process does: connections are cut, calls under way get no answer. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  /**
   * Connects the app as `trigger-cli dev` does, and waits until it is indexed.
   *
   * @returns the statistics of the index
   */
  async register(): Promise<Record<string, number>> {
    const { platform, environment = 'prod' } = this.#options;
    const headers = {
      authorization: `Bearer ${platform.environment(environment).apiKey}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ url: this.url, id: this.#client.id });
    const response = await fetch(`${platform.url}/api/v1/endpoints`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`POST /api/v1/endpoints: ${response.status} ${await response.text()}`);
    const { endpointIndex } = EndpointSchema.parse(await response.json());
    const index = await waitFor(
      async () => {
        const polled = await fetch(`${platform.url}/api/v1/endpointindex/${endpointIndex.id}`, { headers });
        const parsed = IndexSchema.parse(await polled.json());
        return parsed.status === 'SUCCESS' || parsed.status === 'FAILURE' ? parsed : null;
      },
      { timeoutMs: 20_000, describe: `the index of ${this.#client.id} to end` },
    );
    if (index.status === 'FAILURE') throw new Error(`indexing failed: ${index.error?.message}`);
    return index.stats ?? {};
  }

  #createClient(define: Define): TriggerClient {
    const { sdk, platform, environment = 'prod', id = 'app' } = this.#options;
    const client = new sdk.TriggerClient({
      id,
      apiKey: platform.environment(environment).apiKey,
      apiUrl: platform.url,
    });
    define(client, sdk);
    return client;
  }

  #record(): RequestHandler {
    return (request, response, next) => {
      const execution = ExecutionSchema.safeParse(request.body);
      const call: EndpointCall = {
        action: request.header('x-trigger-action') ?? '',
        runId: execution.success ? execution.data.run.id : null,
        receivedAt: Date.now(),
        headers: request.headers,
        answer: null,
      };
      this.calls.push(call);
      if (this.brokenWith !== null) {
        response.status(this.brokenWith).send('broken');
        return;
      }
      const json = response.json.bind(response);
      response.json = (body: unknown) => {
        call.answer = body;
        return json(body);
      };
      next();
    };
  }
}

/** Starts an app and connects it to the platform. */
export async function startApp(options: AppOptions): Promise<TestApp> {
  const app = new TestApp(options);
  await app.start();
  try {
    await app.register();
  } catch (error) {
    await app.stop();
    throw error;
  }
  return app;
}
