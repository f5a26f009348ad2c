import type { Database, Transaction } from '@kongflow/database';
import type { EndpointClient } from '@kongflow/endpoint-api';
import { silentLogger } from '@kongflow/logger';
import type { Logger } from '@kongflow/logger';
import { isUuid } from '@kongflow/protocol';
import type { TaskEnqueuer } from '@kongflow/worker-queue';
import { autoIndexEndpoints } from './auto-index-endpoints.ts';
import type { EndpointsContext, EnvironmentDirectory, JobDirectory } from './context.ts';
import { createEndpoint } from './create-endpoint.ts';
import type { CreateEndpointInput } from './create-endpoint.ts';
import type { UrlPolicy } from './endpoint-url.ts';
import type { Endpoint, EndpointIndex, EndpointIndexStatus } from './generated/models.ts';
import { indexEndpoint } from './index-endpoint.ts';
import type { IndexEndpointInput } from './index-endpoint.ts';
import { indexFromHook } from './index-from-hook.ts';
import type { IndexFromHookInput } from './index-from-hook.ts';
import { failIndexing, performIndexing } from './perform-indexing.ts';
import { purgeOldIndexings } from './purge-old-indexings.ts';
import { carryOutRegistration, recordRegistration } from './registration.ts';
import type {
  RegistrationEndpoint,
  RegistrationOutcome,
  RegistrationReference,
  RegistrationResult,
} from './registration.ts';
import { PgEndpointsRepository } from './repository.ts';
import type { EndpointsRepository } from './repository.ts';
import type { CreatedEndpoint } from './save-endpoint.ts';
import { validateEndpoint } from './validate-endpoint.ts';
import type { ValidateEndpointInput } from './validate-endpoint.ts';

/** What an `EndpointsService` is made of. */
export interface EndpointsServiceOptions {
  readonly database: Database;
  readonly queue: TaskEnqueuer;
  readonly endpointClient: EndpointClient;
  readonly environments: EnvironmentDirectory;
  readonly jobs: JobDirectory;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Which URLs endpoints may have. Default: every http and https URL. */
  readonly urls?: UrlPolicy;
  /** Default: statements on `database`. Tests pass a fake. */
  readonly repository?: EndpointsRepository;
}

/** The environment a request acts for. */
export interface EnvironmentScope {
  readonly id: string;
}

/**
 * The endpoints of an environment: creates them, asks them for their jobs and has these registered.
 *
 * @example
 * const endpoint = await endpoints.createEndpoint({ environment, url: 'https://shop.example/api/trigger', id: 'shop' });
 * const index = await endpoints.getIndex({ environment, id: endpoint.endpointIndex.id });
 */
export class EndpointsService {
  readonly #context: EndpointsContext;

  constructor(options: EndpointsServiceOptions) {
    this.#context = {
      repository: options.repository ?? new PgEndpointsRepository(options.database),
      queue: options.queue,
      client: options.endpointClient,
      environments: options.environments,
      jobs: options.jobs,
      logger: options.logger ?? silentLogger,
      urls: options.urls ?? {},
    };
  }

  /**
   * Pings the URL and, when the endpoint with this id answers, creates it or moves it there, and has it indexed
   * (trigger.dev v2 `CreateEndpointService`).
   *
   * @throws EndpointsError INVALID_INPUT, INVALID_URL, URL_NOT_ALLOWED; FAILED_PING with the reason as message
   */
  createEndpoint(input: CreateEndpointInput): Promise<CreatedEndpoint> {
    return createEndpoint(this.#context, input);
  }

  /**
   * The same as `createEndpoint`, but asks the endpoint for its id (trigger.dev v2 `ValidateCreateEndpointService`).
   *
   * @throws EndpointsError INVALID_URL, URL_NOT_ALLOWED; FAILED_VALIDATION with the reason as message
   */
  validateEndpoint(input: ValidateEndpointInput): Promise<CreatedEndpoint> {
    return validateEndpoint(this.#context, input);
  }

  /** An endpoint of the environment, or null. */
  async getEndpoint(scope: { readonly environment: EnvironmentScope; readonly id: string }): Promise<Endpoint | null> {
    if (!isUuid(scope.id)) return null;
    return this.#context.repository.getEndpoint({ id: scope.id, environmentId: scope.environment.id });
  }

  /** The endpoint of the environment with this slug, or null. */
  findEndpointBySlug(scope: {
    readonly environment: EnvironmentScope;
    readonly slug: string;
  }): Promise<Endpoint | null> {
    return this.#context.repository.getEndpointBySlug({ environmentId: scope.environment.id, slug: scope.slug });
  }

  /** The endpoints of the environment, in the order of their slugs. */
  listEndpoints(scope: { readonly environment: EnvironmentScope }): Promise<readonly Endpoint[]> {
    return this.#context.repository.listEndpoints({ environmentId: scope.environment.id });
  }

  /**
   * Asks an endpoint what it declares, now; its jobs are registered in the background (trigger.dev v2
   * `IndexEndpointService`).
   *
   * @returns the index: STARTED, SUCCESS when there was nothing to register, or FAILURE with the reason in `error`
   * @throws EndpointsError INVALID_INPUT, ENDPOINT_NOT_FOUND
   */
  indexEndpoint(input: IndexEndpointInput): Promise<EndpointIndex> {
    return indexEndpoint(this.#context, input);
  }

  /**
   * Has an endpoint indexed in 5 seconds, for whoever knows its hook identifier.
   *
   * @throws EndpointsError ENDPOINT_NOT_FOUND, INVALID_HOOK_IDENTIFIER
   */
  indexFromHook(input: IndexFromHookInput): Promise<EndpointIndex> {
    return indexFromHook(this.#context, input);
  }

  /** An index of an endpoint of the environment, or null. */
  async getIndex(scope: {
    readonly environment: EnvironmentScope;
    readonly id: string;
  }): Promise<EndpointIndex | null> {
    if (!isUuid(scope.id)) return null;
    return this.#context.repository.getIndex({ id: scope.id, environmentId: scope.environment.id });
  }

  /** The newest index of an endpoint of the environment, or null. */
  findLatestIndex(scope: {
    readonly environment: EnvironmentScope;
    readonly endpointSlug: string;
  }): Promise<EndpointIndex | null> {
    const { environment, endpointSlug } = scope;
    return this.#context.repository.getLatestIndex({ environmentId: environment.id, endpointSlug });
  }

  /**
   * Keeps the protocol version that an endpoint told with its answer to an execution (trigger.dev v2 `trigger-version`
   * header), which decides what it may be sent.
   */
  recordEndpointVersion({
    endpointId,
    version,
  }: {
    readonly endpointId: string;
    readonly version: string;
  }): Promise<void> {
    return this.#context.repository.updateEndpointVersion({ id: endpointId, version });
  }

  /** The task `performEndpointIndexing`: carries out a PENDING index, and leaves any other alone. */
  performIndexing(indexId: string): Promise<void> {
    return performIndexing(this.#context, indexId);
  }

  /** Ends a PENDING index as FAILURE, for when the attempts of its task are used up. */
  failIndexing(indexId: string, message: string): Promise<void> {
    return failIndexing(this.#context, indexId, message);
  }

  /**
   * The tasks `registerJob` and `disableJob`: does `work` and settles the registration with it, in one transaction.
   *
   * Nothing is done when the registration is settled already, such as by an attempt that ended before the queue heard of
   * it, or when a newer index of the endpoint was put in force.
   *
   * @returns whether `work` was done
   */
  carryOutRegistration(
    registration: RegistrationReference & { readonly endpointId: string },
    work: (endpoint: RegistrationEndpoint, tx: Transaction) => Promise<RegistrationResult>,
  ): Promise<boolean> {
    return carryOutRegistration(this.#context, registration, work);
  }

  /**
   * Settles a registration and ends its index with the last one; for a registration that was given up, outside of
   * `carryOutRegistration`. A registration counts once, however often it is settled.
   *
   * @returns the state of the index; null when there was nothing to settle
   */
  recordRegistration(
    indexId: string,
    outcome: RegistrationOutcome,
    options: { readonly tx?: Transaction | undefined } = {},
  ): Promise<EndpointIndexStatus | null> {
    return recordRegistration(this.#context, indexId, outcome, options);
  }

  /** The task `autoIndexProductionEndpoints`: indexes PRODUCTION and STAGING endpoints not indexed for 10 minutes. */
  autoIndexProductionEndpoints(ts: Date): Promise<void> {
    return autoIndexEndpoints(this.#context, ts);
  }

  /** The task `purgeOldIndexings`: deletes indexes older than 7 days. */
  purgeOldIndexings(ts: Date): Promise<void> {
    return purgeOldIndexings(this.#context, ts);
  }
}
