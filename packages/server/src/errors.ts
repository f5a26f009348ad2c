import { KongflowError } from '@kongflow/protocol';

/** The codes of {@link RequestError}. */
export type RequestErrorCode = 'INVALID_JSON' | 'INVALID_REQUEST';

/** A request that cannot be served as it stands; its message goes to the sender. */
export class RequestError extends KongflowError<RequestErrorCode> {}
