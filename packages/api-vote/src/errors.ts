import { KongflowError } from '@kongflow/protocol';

/** Every code an `ApiVoteError` can carry. */
export const API_VOTE_ERROR_CODES = ['INVALID_INPUT', 'USER_NOT_FOUND'] as const;

/** A code of an `ApiVoteError`. */
export type ApiVoteErrorCode = (typeof API_VOTE_ERROR_CODES)[number];

/** What the api-vote package throws when a request cannot be met; database errors pass through unchanged. */
export class ApiVoteError extends KongflowError<ApiVoteErrorCode> {
  override readonly name = 'ApiVoteError';
}
