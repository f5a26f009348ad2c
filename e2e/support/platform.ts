import { createDatabase, type Database } from '@kongflow/database';
import { createFetchHandler, serve, type RunningServer } from '@kongflow/server';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { bootstrap, createKongflow, type Kongflow, type WorkerOptions } from 'kongflow';

/** Options of {@link startPlatform}. */
export interface PlatformOptions {
  /** Connection string of a database that an earlier platform used. Default: a clone of the run's template. */
  readonly database?: string;
  /** Port of the API. Default: a free one. */
  readonly port?: number;
  readonly worker?: WorkerOptions;
}

/** The environments of the first project. */
export type EnvironmentSlug = 'dev' | 'staging' | 'prod';

/** A request to the API; `key` goes into the Authorization header. */
export interface ApiRequest extends RequestInit {
  readonly key?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
}

const ENCRYPTION_KEY = 'end-to-end-tests-encryption-key!';

/** A whole platform in this process: workers and HTTP API on a database of its own. */
export class Platform {
  readonly kongflow: Kongflow;
  readonly database: string;
  readonly port: number;
  readonly #server: RunningServer;
  readonly #environments: readonly AuthenticatedEnvironment[];
  readonly #inspection: Database;

  constructor(parts: {
    kongflow: Kongflow;
    database: string;
    server: RunningServer;
    environments: readonly AuthenticatedEnvironment[];
  }) {
    this.kongflow = parts.kongflow;
    this.database = parts.database;
    this.port = parts.server.port;
    this.#server = parts.server;
    this.#environments = parts.environments;
    this.#inspection = createDatabase({ connectionString: parts.database, max: 1 });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  environment(slug: EnvironmentSlug): AuthenticatedEnvironment {
    const found = this.#environments.find((environment) => environment.slug === slug);
    if (found === undefined) throw new Error(`the first project has no environment ${slug}`);
    return found;
  }

  /** Sends a request to the API as any HTTP client would, without following redirects. */
  async request(path: string, { key, json, ...init }: ApiRequest = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? init.body : JSON.stringify(json);
    return fetch(`${this.url}${path}`, { redirect: 'manual', ...init, headers, ...(body ? { body } : {}) });
  }

  /** Looks into the database, for facts that no route tells. */
  async query(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return (await this.#inspection.query({ text, values, rowMode: 'array' })).rows;
  }

  /** Waits until the queue has nothing left to do, now or later: what has not happened by then will not. */
  async settled(): Promise<void> {
    const unfinished = `SELECT name, state, count(*) FROM kongflow_queue.job
      WHERE state IN ('created', 'retry', 'active') AND name NOT LIKE '\\_\\_pgboss%' GROUP BY 1, 2`;
    let left: unknown[][] = [];
    await waitFor(
      async () => {
        left = await this.query(unfinished);
        return left.length === 0;
      },
      { timeoutMs: 20_000, describe: () => `an empty queue, which still holds ${JSON.stringify(left)}` },
    );
  }

  /** Drains the workers, then stops everything; the database stays for the next platform. */
  async stop(): Promise<void> {
    await this.kongflow.drain();
    await this.#server.stop();
    await this.kongflow.stop();
    await this.#inspection.close();
  }
}

/** Starts a platform as a host app does. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const database = options.database ?? (await createTestDatabase()).url;
  const kongflow = createKongflow({
    database: { connectionString: database },
    encryptionKey: ENCRYPTION_KEY,
    ...(options.worker === undefined ? {} : { worker: options.worker }),
  });
  try {
    const { environments } = await bootstrap(kongflow);
    await kongflow.start();
    const fetch = createFetchHandler(kongflow);
    const server = await serve({ fetch, port: options.port ?? 0, hostname: '127.0.0.1' });
    return new Platform({ kongflow, database, server, environments });
  } catch (error) {
    await kongflow.stop();
    throw error;
  }
}
