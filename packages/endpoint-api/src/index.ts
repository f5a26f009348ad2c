export type { CallOptions } from './call.ts';
export { createEndpointClient, type EndpointApi, type EndpointClient, type EndpointTarget } from './endpoint-client.ts';
export { displayUrl, parseEndpointUrl } from './endpoint-url.ts';
export type { ExecuteJobOptions, ExecuteJobResult } from './execute-job.ts';
export type { IndexEndpointResult, IndexFailure } from './index-endpoint.ts';
export type { EndpointClientOptions } from './options.ts';
export type { PreprocessRunResult } from './preprocess-run.ts';
export type { CallResult, ConnectFailure, EndpointHeaders, PingResult, ValidateResult } from './results.ts';
