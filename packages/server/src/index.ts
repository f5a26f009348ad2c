export { createFetchHandler, type FetchHandler, type FetchHandlerOptions } from './create-fetch-handler.ts';
export { RequestError, type RequestErrorCode } from './errors.ts';
export { serve, type RunningServer, type ServeOptions } from './serve.ts';
