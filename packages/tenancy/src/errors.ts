import { KongflowError } from '@kongflow/protocol';

/** Every code a `TenancyError` can carry. */
export const TENANCY_ERROR_CODES = [
  'ENVIRONMENT_EXISTS',
  'ENVIRONMENT_NOT_FOUND',
  'INVALID_INPUT',
  'NOT_A_MEMBER',
  'PERMISSION_DENIED',
  'PROJECT_NOT_FOUND',
  'SHORTCODES_EXHAUSTED',
  'SLUGS_EXHAUSTED',
  'USER_NOT_FOUND',
] as const;

/** A code of a `TenancyError`. */
export type TenancyErrorCode = (typeof TENANCY_ERROR_CODES)[number];

/** What the tenancy package throws when a request cannot be met; database errors pass through unchanged. */
export class TenancyError extends KongflowError<TenancyErrorCode> {
  override readonly name = 'TenancyError';
}
