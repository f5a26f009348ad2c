import type { Transaction } from '@kongflow/database';
import { Queries, type Querier } from './generated/querier.ts';

/** The statements on the table of secrets. */
export type SecretStatements = Pick<
  Querier,
  | 'countOutdatedSecrets'
  | 'countSecrets'
  | 'countSecretsByEncryption'
  | 'createSecrets'
  | 'deleteSecrets'
  | 'getSecret'
  | 'getSecrets'
  | 'listOutdatedSecrets'
  | 'listSecretKeys'
  | 'replaceSecretValue'
  | 'replaceSecretValues'
  | 'setSecrets'
>;

/** What the database provider needs of the database. */
export interface SecretRepository extends SecretStatements {
  /** The statements within the caller's transaction, or outside of any when there is none. */
  within(tx: Transaction | undefined): SecretStatements;
}

/** The repository on PostgreSQL. */
export class PgSecretRepository extends Queries implements SecretRepository {
  within(tx: Transaction | undefined): SecretStatements {
    return tx === undefined ? this : this.withTx(tx);
  }
}
