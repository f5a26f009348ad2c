import { QueryResultError } from '@kongflow/database/query-runtime';
import type { Querier } from '../generated/querier.ts';
import { type Anchor, formatAnchor } from './anchor.ts';

/** Where the chain stands. */
export interface ChainState {
  /** The newest entry. */
  readonly head: Anchor;
  /** The newest of the entries that were purged. */
  readonly mark: Anchor;
}

/** Where the chain stands, or undefined when somebody has deleted the row that says so. */
export async function readChainState(statements: Pick<Querier, 'getAuditChain'>): Promise<ChainState | undefined> {
  const row = await statements.getAuditChain();
  if (row === null) return undefined;
  return {
    head: { sequence: BigInt(row.lastSequence), hash: row.lastHash.toString('hex') },
    mark: { sequence: BigInt(row.purgedSequence), hash: row.purgedHash.toString('hex') },
  };
}

/** See `SecretAuditLog.head`. */
export async function readHead(statements: Pick<Querier, 'getAuditChain'>): Promise<string> {
  const state = await readChainState(statements);
  if (state === undefined) throw new QueryResultError('UNEXPECTED_ROW_COUNT', 'The row of secret_audit_chain is gone.');
  return formatAnchor(state.head);
}
