import type { Transaction } from '@kongflow/database';
import type { EndpointApi, EndpointTarget } from '@kongflow/endpoint-api';
import type { Logger } from '@kongflow/logger';
import type { EnvironmentType } from '@kongflow/protocol';
import type { TaskEnqueuer } from '@kongflow/worker-queue';
import type { RunRepository } from './repository.ts';

/** What an execution needs to know of the environment of its run; an `AuthenticatedEnvironment` is one. */
export interface RunEnvironment {
  readonly id: string;
  readonly slug: string;
  readonly type: EnvironmentType;
  /** Signs the call to the endpoint. Never log it. */
  readonly apiKey: string;
  readonly organization: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    /** Total time a run may spend executing, in milliseconds. */
    readonly maximumExecutionTimePerRunInMs: number;
  };
  readonly project: { readonly id: string; readonly slug: string; readonly name: string };
}

/** Finds environments; supplied by the host (`TenancyService` is one). */
export interface Environments {
  getEnvironment(id: string): Promise<RunEnvironment>;
}

/** Calls endpoints; supplied by the host (`createEndpointClient()` makes one). */
export interface JobEndpoints {
  connect(target: EndpointTarget): Pick<EndpointApi, 'executeJob'>;
}

/** Keeps what an endpoint tells about itself; supplied by the host, as the table is not of this package. */
export interface EndpointVersions {
  /** Called when an endpoint answers an execution with another protocol version than it had. */
  recordEndpointVersion(input: { readonly endpointId: string; readonly version: string }): Promise<void>;
}

/** Lets an operation take part in the caller's transaction. */
export interface InTransaction {
  /** Default: a transaction of its own. */
  readonly tx?: Transaction | undefined;
}

/** What the operations of this package share. */
export interface RunsContext {
  readonly repository: RunRepository;
  readonly queue: TaskEnqueuer;
  readonly endpoints: JobEndpoints;
  readonly environments: Environments;
  readonly endpointVersions: EndpointVersions | null;
  readonly logger: Logger;
}
