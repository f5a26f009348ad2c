import { KongflowError } from '@kongflow/protocol';

/** Every code an `EndpointsError` can carry. */
export const ENDPOINTS_ERROR_CODES = [
  'ENDPOINT_NOT_FOUND',
  'FAILED_PING',
  'FAILED_VALIDATION',
  'INVALID_HOOK_IDENTIFIER',
  'INVALID_INPUT',
  'INVALID_URL',
  'URL_NOT_ALLOWED',
] as const;

/** A code of an `EndpointsError`. */
export type EndpointsErrorCode = (typeof ENDPOINTS_ERROR_CODES)[number];

/** What the endpoints package throws when a request cannot be met; database errors pass through unchanged. */
export class EndpointsError extends KongflowError<EndpointsErrorCode> {
  override readonly name = 'EndpointsError';
}
