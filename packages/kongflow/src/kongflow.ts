import type { ApiAuthService } from '@kongflow/api-auth';
import type { ApiVoteService } from '@kongflow/api-vote';
import type { Database } from '@kongflow/database';
import type { EndpointsService } from '@kongflow/endpoints';
import type { EventsService } from '@kongflow/events';
import type { JobsService } from '@kongflow/jobs';
import type { Logger } from '@kongflow/logger';
import type { RunsService } from '@kongflow/runs';
import type { SecretAuditLog, SecretStore } from '@kongflow/secret-store';
import type { TenancyService } from '@kongflow/tenancy';
import type { WorkerQueue } from '@kongflow/worker-queue';

/** The platform: its services, wired, and its life cycle. */
export interface Kongflow {
  readonly database: Database;
  readonly logger: Logger;
  readonly queue: WorkerQueue;
  readonly tenancy: TenancyService;
  readonly apiAuth: ApiAuthService;
  readonly apiVotes: ApiVoteService;
  /** Secrets of the platform and of the host; give each tenant a `scope` of its own. */
  readonly secretStore: SecretStore;
  /** Who did what to which secret; null where `secretStore.audit` is switched off. */
  readonly secretAudit: SecretAuditLog | null;
  readonly endpoints: EndpointsService;
  readonly jobs: JobsService;
  readonly events: EventsService;
  readonly runs: RunsService;

  /** Brings the schema up to date, the queue's included. Safe to call from many processes at once. */
  migrate(): Promise<void>;
  /** Resolves while the database answers. @throws DatabaseError CONNECTION when it does not */
  ping(): Promise<void>;
  /**
   * Brings the schema up to date and starts the background workers. Repeated calls share one start; one that failed may be
   * tried again.
   *
   * @throws LifeCycleError STOPPED after `drain` or `stop`
   */
  start(): Promise<void>;
  /**
   * Takes no new background task and waits for those that run; what is not done in time is handed back to the queue.
   * Waits for a start that is under way. Runs under way call the HTTP API, so a host drains first and closes its server
   * afterwards.
   */
  drain(): Promise<void>;
  /** Drains, then closes what `createKongflow` opened. Legal before `start`, and more than once. */
  stop(): Promise<void>;
}
