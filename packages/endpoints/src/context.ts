import type { Transaction } from '@kongflow/database';
import type { EndpointClient } from '@kongflow/endpoint-api';
import type { Logger } from '@kongflow/logger';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import type { TaskEnqueuer } from '@kongflow/worker-queue';
import type { UrlPolicy } from './endpoint-url.ts';
import type { EndpointsRepository } from './repository.ts';

/** Finds the environment whose key signs the calls to an endpoint; `TenancyService` is one. */
export interface EnvironmentDirectory {
  getEnvironment(id: string): Promise<AuthenticatedEnvironment>;
}

/** Knows what is registered; `JobsService` is one. */
export interface JobDirectory {
  /**
   * The jobs whose `latest` version in the environment belongs to the endpoint, and of which some version is ACTIVE there:
   * those that an index which no longer names them disables.
   *
   * @param options.tx the transaction that starts the index; reading in it sees every registration before it
   */
  listLatestJobs(
    scope: { readonly environmentId: string; readonly endpointId: string },
    options: { readonly tx: Transaction },
  ): Promise<readonly { readonly slug: string; readonly version: string }[]>;
}

/** What the operations of this package share. */
export interface EndpointsContext {
  readonly repository: EndpointsRepository;
  readonly queue: TaskEnqueuer;
  readonly client: EndpointClient;
  readonly environments: EnvironmentDirectory;
  readonly jobs: JobDirectory;
  readonly logger: Logger;
  readonly urls: UrlPolicy;
}
