import { DatabaseError, type Transaction } from '@kongflow/database';
import type { Querier } from '../../src/generated/querier.ts';
import type { ApiIntegrationVote, ApiVoteRepository } from '../../src/index.ts';

type Statement<Name extends keyof Querier> = Querier[Name];

/** The statements over an array. */
export class FakeRepository implements ApiVoteRepository {
  readonly users = new Set<string>();
  readonly votes: ApiIntegrationVote[] = [];
  /** The transactions that statements were asked for, and the statements. */
  readonly transactions: (Transaction | undefined)[] = [];
  readonly calls: string[] = [];
  /** Thrown by the next `ensureVote`. */
  failure: Error | undefined;
  /** Whether `ensureVote` loses its row, as a trigger could make it. */
  losesRows = false;
  #time = Date.parse('2026-01-01T00:00:00Z');

  within(tx: Transaction | undefined): Querier {
    this.transactions.push(tx);
    return this;
  }

  ensureVote: Statement<'ensureVote'> = async (params) => {
    this.calls.push('ensureVote');
    if (this.failure !== undefined) throw this.failure;
    if (this.losesRows) return null;
    const known = this.#find(params);
    if (known !== undefined) return known;
    if (!this.users.has(params.userId)) throw userMissing();
    const now = new Date((this.#time += 1000));
    const vote = { ...params, createdAt: now, updatedAt: now };
    this.votes.push(vote);
    return vote;
  };

  deleteVote: Statement<'deleteVote'> = async (params) => {
    this.calls.push('deleteVote');
    const vote = this.#find(params);
    if (vote === undefined) return 0;
    this.votes.splice(this.votes.indexOf(vote), 1);
    return 1;
  };

  listVotesOfUser: Statement<'listVotesOfUser'> = async ({ userId, after, limit }) => {
    this.calls.push('listVotesOfUser');
    return this.votes
      .filter((vote) => vote.userId === userId && (after === undefined || after === null || vote.id < after))
      .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit);
  };

  listVotedIdentifiers: Statement<'listVotedIdentifiers'> = async ({ userId, apiIdentifiers }) => {
    this.calls.push('listVotedIdentifiers');
    return this.votes
      .filter((vote) => vote.userId === userId && apiIdentifiers.includes(vote.apiIdentifier))
      .map(({ apiIdentifier }) => apiIdentifier);
  };

  countVotes: Statement<'countVotes'> = async ({ apiIdentifier }) => {
    this.calls.push('countVotes');
    return this.#count(apiIdentifier);
  };

  countVotesOfEach: Statement<'countVotesOfEach'> = async ({ apiIdentifiers, limit }) => {
    this.calls.push('countVotesOfEach');
    return this.#ranking(apiIdentifiers, limit);
  };

  countVotesOfAll: Statement<'countVotesOfAll'> = async ({ limit }) => {
    this.calls.push('countVotesOfAll');
    const identifiers = this.votes.map(({ apiIdentifier }) => apiIdentifier);
    return this.#ranking(identifiers, limit);
  };

  #ranking(identifiers: readonly string[], limit: number) {
    return [...new Set(identifiers)]
      .map((identifier) => ({ identifier, votes: this.#count(identifier) }))
      .toSorted((a, b) => b.votes - a.votes || (a.identifier < b.identifier ? -1 : 1))
      .slice(0, limit);
  }

  #count(identifier: string): number {
    return this.votes.filter(({ apiIdentifier }) => apiIdentifier === identifier).length;
  }

  #find(key: { userId: string; apiIdentifier: string }): ApiIntegrationVote | undefined {
    return this.votes.find((vote) => vote.userId === key.userId && vote.apiIdentifier === key.apiIdentifier);
  }
}

/** What PostgreSQL says about a vote of nobody. */
export function userMissing(constraint = 'api_integration_votes_user_id_fkey'): DatabaseError {
  return new DatabaseError('FOREIGN_KEY_VIOLATION', 'A row that is referred to does not exist.', { constraint });
}
