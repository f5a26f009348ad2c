// Generated. Do not edit.
import type { Queryable } from '@kongflow/database/query-runtime';
import * as runtimeEnvironmentsSql from './runtime_environments.sql.ts';
import type { GetEnvironmentByApiKeyHashParams, GetEnvironmentByApiKeyHashRow, GetEnvironmentByPkApiKeyHashParams, GetEnvironmentByPkApiKeyHashRow } from './runtime_environments.sql.ts';

export interface Querier {
  /**
   * The environment a private key belongs to, with its organization, its project and its user.
   * packages/api-auth/queries/runtime_environments.sql:1
   */
  getEnvironmentByApiKeyHash(params: GetEnvironmentByApiKeyHashParams): Promise<GetEnvironmentByApiKeyHashRow | null>;
  /**
   * The environment a public key belongs to, with its organization, its project and its user.
   * packages/api-auth/queries/runtime_environments.sql:18
   */
  getEnvironmentByPkApiKeyHash(params: GetEnvironmentByPkApiKeyHashParams): Promise<GetEnvironmentByPkApiKeyHashRow | null>;
}

export class Queries implements Querier {
  private readonly db: Queryable;
  constructor(db: Queryable) { this.db = db; }
  withTx(tx: Queryable): Queries { return new Queries(tx); }
  getEnvironmentByApiKeyHash(params: GetEnvironmentByApiKeyHashParams): Promise<GetEnvironmentByApiKeyHashRow | null> { return runtimeEnvironmentsSql.getEnvironmentByApiKeyHash(this.db, params); }
  getEnvironmentByPkApiKeyHash(params: GetEnvironmentByPkApiKeyHashParams): Promise<GetEnvironmentByPkApiKeyHashRow | null> { return runtimeEnvironmentsSql.getEnvironmentByPkApiKeyHash(this.db, params); }
}
