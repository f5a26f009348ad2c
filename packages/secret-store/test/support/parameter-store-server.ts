import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { signatureFault } from './aws-signature.ts';
import { ParameterStore, ParameterStoreFault, type ParameterStoreOptions } from './parameter-store.ts';

/** One call of the API, as the server took it. */
export interface ParameterStoreRequest {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An answer that the server gives instead of its own. */
export interface InjectedFault {
  /** Name of the error, such as `ThrottlingException`. */
  readonly type: string;
  readonly message?: string;
  /** HTTP status. Default 400. */
  readonly status?: number;
  /** How many requests get it. Default 1. */
  readonly times?: number;
  /** Only requests of which this is true. */
  readonly when?: (input: Readonly<Record<string, unknown>>) => boolean;
  /** The request takes effect all the same: only its answer is lost. Default false. */
  readonly afterEffect?: boolean;
}

/** How a server of the tests starts. */
export interface ParameterStoreServerOptions extends ParameterStoreOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

const TARGET = 'AmazonSSM.';

/** Parameter Store as documented, over HTTP on a free port of 127.0.0.1: AWS JSON 1.1, signed requests, its limits. */
export class ParameterStoreServer {
  readonly region = 'eu-central-1';
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly store: ParameterStore;
  /** All requests so far. */
  readonly requests: ParameterStoreRequest[] = [];
  /** Requests that are not answered yet, now and at most. */
  inFlight = 0;
  mostInFlight = 0;
  readonly #server: Server;
  readonly #faults: { action: string; fault: InjectedFault; left: number }[] = [];
  #gate: Promise<void> = Promise.resolve();

  private constructor(options: ParameterStoreServerOptions) {
    this.credentials = {
      accessKeyId: options.accessKeyId ?? 'AKIDEXAMPLE',
      secretAccessKey: options.secretAccessKey ?? 'example/secret+access',
    };
    this.store = new ParameterStore(options);
    // It never closes a connection by itself: tests see whether the client does.
    this.#server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  static async start(options: ParameterStoreServerOptions = {}): Promise<ParameterStoreServer> {
    const server = new ParameterStoreServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What makes a real `SSMClient` call this server. */
  get clientConfig() {
    return { endpoint: this.url, region: this.region, credentials: this.credentials };
  }

  /** Answers requests of an action with an error. */
  fail(action: string, fault: InjectedFault): void {
    this.#faults.push({ action, fault, left: fault.times ?? 1 });
  }

  /** Keeps answers back until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  /** Requests of one action. */
  of(action: string): readonly ParameterStoreRequest[] {
    return this.requests.filter((request) => request.action === action);
  }

  /** Connections that are open. */
  async connections(): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    return promise;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const body = await text(request);
    await this.#gate;
    this.inFlight -= 1;
    try {
      answer(response, 200, this.#call(request, body));
    } catch (error) {
      if (!(error instanceof ParameterStoreFault)) throw error;
      answer(response, error.status, { __type: error.type, message: error.message });
    }
  }

  #call(request: IncomingMessage, body: string): unknown {
    const target = String(request.headers['x-amz-target']);
    if (request.method !== 'POST' || request.url !== '/' || !target.startsWith(TARGET)) {
      throw new ParameterStoreFault('UnknownOperationException', 'No such operation.', 404);
    }
    if (request.headers['content-type'] !== 'application/x-amz-json-1.1') {
      throw new ParameterStoreFault('SerializationException', 'Not AWS JSON 1.1.');
    }
    const fault = signatureFault(request, body, { ...this.credentials, region: this.region, service: 'ssm' });
    if (fault !== null) throw new ParameterStoreFault(fault, 'The request is not signed as it must be.');
    const action = target.slice(TARGET.length);
    const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
    this.requests.push({ action, input });
    const injected = this.#faults.find(
      (each) => each.left > 0 && each.action === action && (each.fault.when?.(input) ?? true),
    );
    if (injected !== undefined) {
      injected.left -= 1;
      const { type, message = 'Rate exceeded', status = 400, afterEffect = false } = injected.fault;
      if (afterEffect) this.store.call(action, input);
      throw new ParameterStoreFault(type, message, status);
    }
    return this.store.call(action, input);
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
