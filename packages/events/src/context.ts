import type { Transaction } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import type { TaskEnqueuer } from '@kongflow/worker-queue';
import type { EventRepository } from './repository.ts';

/** The environment that an operation acts for; an `AuthenticatedEnvironment` is one. */
export interface EventEnvironment {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
}

/** Lets an operation take part in the caller's transaction. */
export interface InTransaction {
  /** Default: a transaction of its own. */
  readonly tx?: Transaction | undefined;
}

/** Finds or makes the account that an event belongs to; supplied by the host (`TenancyService` is one). */
export interface ExternalAccounts {
  upsertExternalAccount(
    input: { readonly environment: EventEnvironment; readonly identifier: string },
    options: { readonly tx: Transaction },
  ): Promise<{ readonly id: string }>;
}

/** Starts runs; supplied by the host (`RunsService` is one). */
export interface RunCreator {
  /**
   * Creates the run of a job version for an event, once: for the same event and version the same run again.
   *
   * @returns null where no run is wanted, as when the organization's runs are switched off
   */
  createRun(
    input: { readonly environmentId: string; readonly eventRecordId: string; readonly versionId: string },
    options: { readonly tx: Transaction },
  ): Promise<{ readonly id: string } | null>;
}

/** What the operations of this package share. */
export interface EventsContext {
  readonly repository: EventRepository;
  readonly queue: TaskEnqueuer;
  readonly externalAccounts: ExternalAccounts;
  readonly runs: RunCreator;
  readonly logger: Logger;
}
