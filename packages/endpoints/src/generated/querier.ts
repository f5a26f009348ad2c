// Generated. Do not edit.
import type { Queryable } from '@kongflow/database/query-runtime';
import type { Endpoint, EndpointIndex, EndpointIndexStatus } from './models.ts';
import * as endpointsSql from './endpoints.sql.ts';
import type { AdoptIndexParams, GetEndpointBySlugParams, GetEndpointForHookParams, GetEndpointForHookRow, GetEndpointParams, ListEndpointsParams, LockRegistrationParams, LockRegistrationRow, UpsertEndpointParams } from './endpoints.sql.ts';
import * as endpointIndexesSql from './endpoint_indexes.sql.ts';
import type { CreateDueIndexesParams, CreateIndexParams, DeleteIndexesBeforeParams, EndSupersededIndexesParams, FailIndexParams, GetIndexParams, GetIndexingParams, GetIndexingRow, GetLatestIndexParams, SettleRegistrationParams, StartIndexParams } from './endpoint_indexes.sql.ts';

export interface Querier {
  /**
   * Puts an index in force; no row when the one in force was fetched later.
   * The row lock that this takes waits for registrations under way and holds up those that follow.
   * packages/endpoints/queries/endpoints.sql:35
   */
  adoptIndex(params: AdoptIndexParams): Promise<string | null>;
  /**
   * A PENDING index for every PRODUCTION or STAGING endpoint that has none since the given time.
   * packages/endpoints/queries/endpoint_indexes.sql:7
   */
  createDueIndexes(params: CreateDueIndexesParams): Promise<string[]>;
  /**
   * A PENDING index.
   * packages/endpoints/queries/endpoint_indexes.sql:1
   */
  createIndex(params: CreateIndexParams): Promise<EndpointIndex>;
  /**
   * Deletes the indexes made before a time.
   * packages/endpoints/queries/endpoint_indexes.sql:89
   */
  deleteIndexesBefore(params: DeleteIndexesBeforeParams): Promise<number>;
  /**
   * Ends the STARTED indexes that another index of their endpoint replaces: what they have not registered, they never will.
   * packages/endpoints/queries/endpoint_indexes.sql:40
   */
  endSupersededIndexes(params: EndSupersededIndexesParams): Promise<void>;
  /**
   * PENDING to FAILURE.
   * packages/endpoints/queries/endpoint_indexes.sql:63
   */
  failIndex(params: FailIndexParams): Promise<string | null>;
  /**
   * An endpoint of the environment.
   * packages/endpoints/queries/endpoints.sql:20
   */
  getEndpoint(params: GetEndpointParams): Promise<Endpoint | null>;
  /**
   * The endpoint of an environment with this slug.
   * packages/endpoints/queries/endpoints.sql:16
   */
  getEndpointBySlug(params: GetEndpointBySlugParams): Promise<Endpoint | null>;
  /**
   * What an indexing hook needs of the endpoint it names.
   * packages/endpoints/queries/endpoints.sql:28
   */
  getEndpointForHook(params: GetEndpointForHookParams): Promise<GetEndpointForHookRow | null>;
  /**
   * An index of an endpoint of the environment.
   * packages/endpoints/queries/endpoint_indexes.sql:17
   */
  getIndex(params: GetIndexParams): Promise<EndpointIndex | null>;
  /**
   * What carrying out an index needs, and the time from which its answer counts.
   * packages/endpoints/queries/endpoint_indexes.sql:33
   */
  getIndexing(params: GetIndexingParams): Promise<GetIndexingRow | null>;
  /**
   * The newest index of an endpoint of the environment.
   * packages/endpoints/queries/endpoint_indexes.sql:24
   */
  getLatestIndex(params: GetLatestIndexParams): Promise<EndpointIndex | null>;
  /**
   * The endpoints of an environment, in the order of their slugs.
   * packages/endpoints/queries/endpoints.sql:24
   */
  listEndpoints(params: ListEndpointsParams): Promise<Endpoint[]>;
  /**
   * One process at a time decides which endpoints are due.
   * packages/endpoints/queries/endpoints.sql:60
   */
  lockAutoIndexing(): Promise<void>;
  /**
   * The endpoint a registration is for, held until the transaction ends; no row when the registration is settled or its
   * index is no longer in force.
   * packages/endpoints/queries/endpoints.sql:47
   */
  lockRegistration(params: LockRegistrationParams): Promise<LockRegistrationRow | null>;
  /**
   * Settles one registration, once, and ends the index with the last one.
   * packages/endpoints/queries/endpoint_indexes.sql:70
   */
  settleRegistration(params: SettleRegistrationParams): Promise<EndpointIndexStatus | null>;
  /**
   * PENDING to STARTED, or to SUCCESS when nothing is to be registered.
   * packages/endpoints/queries/endpoint_indexes.sql:50
   */
  startIndex(params: StartIndexParams): Promise<string | null>;
  /**
   * The endpoint of an environment with this slug: made, or moved to the new URL. The hook identifier never changes.
   * packages/endpoints/queries/endpoints.sql:1
   */
  upsertEndpoint(params: UpsertEndpointParams): Promise<Endpoint>;
}

export class Queries implements Querier {
  private readonly db: Queryable;
  constructor(db: Queryable) { this.db = db; }
  withTx(tx: Queryable): Queries { return new Queries(tx); }
  adoptIndex(params: AdoptIndexParams): Promise<string | null> { return endpointsSql.adoptIndex(this.db, params); }
  createDueIndexes(params: CreateDueIndexesParams): Promise<string[]> { return endpointIndexesSql.createDueIndexes(this.db, params); }
  createIndex(params: CreateIndexParams): Promise<EndpointIndex> { return endpointIndexesSql.createIndex(this.db, params); }
  deleteIndexesBefore(params: DeleteIndexesBeforeParams): Promise<number> { return endpointIndexesSql.deleteIndexesBefore(this.db, params); }
  endSupersededIndexes(params: EndSupersededIndexesParams): Promise<void> { return endpointIndexesSql.endSupersededIndexes(this.db, params); }
  failIndex(params: FailIndexParams): Promise<string | null> { return endpointIndexesSql.failIndex(this.db, params); }
  getEndpoint(params: GetEndpointParams): Promise<Endpoint | null> { return endpointsSql.getEndpoint(this.db, params); }
  getEndpointBySlug(params: GetEndpointBySlugParams): Promise<Endpoint | null> { return endpointsSql.getEndpointBySlug(this.db, params); }
  getEndpointForHook(params: GetEndpointForHookParams): Promise<GetEndpointForHookRow | null> { return endpointsSql.getEndpointForHook(this.db, params); }
  getIndex(params: GetIndexParams): Promise<EndpointIndex | null> { return endpointIndexesSql.getIndex(this.db, params); }
  getIndexing(params: GetIndexingParams): Promise<GetIndexingRow | null> { return endpointIndexesSql.getIndexing(this.db, params); }
  getLatestIndex(params: GetLatestIndexParams): Promise<EndpointIndex | null> { return endpointIndexesSql.getLatestIndex(this.db, params); }
  listEndpoints(params: ListEndpointsParams): Promise<Endpoint[]> { return endpointsSql.listEndpoints(this.db, params); }
  lockAutoIndexing(): Promise<void> { return endpointsSql.lockAutoIndexing(this.db); }
  lockRegistration(params: LockRegistrationParams): Promise<LockRegistrationRow | null> { return endpointsSql.lockRegistration(this.db, params); }
  settleRegistration(params: SettleRegistrationParams): Promise<EndpointIndexStatus | null> { return endpointIndexesSql.settleRegistration(this.db, params); }
  startIndex(params: StartIndexParams): Promise<string | null> { return endpointIndexesSql.startIndex(this.db, params); }
  upsertEndpoint(params: UpsertEndpointParams): Promise<Endpoint> { return endpointsSql.upsertEndpoint(this.db, params); }
}
