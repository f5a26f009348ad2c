import type { PreprocessRunBody, RunJobBody } from '@kongflow/protocol';

import type { CallContext, CallOptions } from './call.ts';
import { executeJob, type ExecuteJobOptions, type ExecuteJobResult } from './execute-job.ts';
import { indexEndpoint, type IndexEndpointResult } from './index-endpoint.ts';
import { type EndpointClientOptions, normalizeOptions } from './options.ts';
import { ping } from './ping.ts';
import { preprocessRun, type PreprocessRunResult } from './preprocess-run.ts';
import type { PingResult, ValidateResult } from './results.ts';
import { Transport } from './transport.ts';
import { validate } from './validate.ts';

/** Where an endpoint listens, and the private key of its environment. */
export interface EndpointTarget {
  readonly url: string;
  readonly apiKey: string;
}

/** The calls to one endpoint. None of them throws for what the endpoint or the network does. */
export interface EndpointApi {
  /** Asks whether the endpoint is the one with this slug. */
  ping(slug: string, options?: CallOptions): Promise<PingResult>;
  /** Asks for the endpoint's slug. */
  validate(options?: CallOptions): Promise<ValidateResult>;
  /** Asks for everything the endpoint declares. */
  indexEndpoint(options?: CallOptions): Promise<IndexEndpointResult>;
  /** Executes a run until it ends or has to wait. */
  executeJob(body: RunJobBody, options?: ExecuteJobOptions): Promise<ExecuteJobResult>;
  /** Shows a run to the endpoint before it starts. */
  preprocessRun(body: PreprocessRunBody, options?: CallOptions): Promise<PreprocessRunResult>;
}

/** Calls endpoints over connections that all its calls share. */
export interface EndpointClient {
  /** Makes the calls of one endpoint; costs nothing until one is made. */
  connect(target: EndpointTarget): EndpointApi;
  /** Waits for calls under way, then closes all connections. Further calls end as unreachable. May be called again. */
  close(): Promise<void>;
}

/**
 * Creates a client for the endpoints of jobs.
 *
 * @example
 * const client = createEndpointClient({ requestTimeoutMs: 10_000 });
 * const result = await client.connect({ url, apiKey }).ping('my-endpoint');
 * if (!result.ok) console.log(result.error);
 * await client.close();
 */
export function createEndpointClient(options: EndpointClientOptions = {}): EndpointClient {
  const settings = normalizeOptions(options);
  const transport = new Transport(settings);
  return {
    connect: (target) => endpointApi({ url: target.url, apiKey: target.apiKey, transport, settings }),
    close: () => transport.close(),
  };
}

function endpointApi(context: CallContext): EndpointApi {
  return {
    ping: (slug, options) => ping(context, slug, options),
    validate: (options) => validate(context, options),
    indexEndpoint: (options) => indexEndpoint(context, options),
    executeJob: (body, options) => executeJob(context, body, options),
    preprocessRun: (body, options) => preprocessRun(context, body, options),
  };
}
