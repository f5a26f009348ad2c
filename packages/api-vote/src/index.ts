export type { CalledVote } from './call-vote.ts';
export type { InTransaction, VoteKey } from './context.ts';
export type { CountAllVotesInput, VoteCount } from './count-votes.ts';
export { API_VOTE_ERROR_CODES, ApiVoteError, type ApiVoteErrorCode } from './errors.ts';
export type { ApiIntegrationVote } from './generated/models.ts';
export type { HasVotedInput } from './has-voted.ts';
export type { ListVotesInput } from './list-votes.ts';
export { type ApiVoteRepository, PgApiVoteRepository } from './repository.ts';
export { ApiVoteService, type ApiVoteServiceOptions } from './service.ts';
