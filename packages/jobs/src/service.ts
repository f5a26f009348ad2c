import type { Database } from '@kongflow/database';
import { isUuid, RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { InTransaction, JobsContext } from './context.ts';
import { deleteJob, type JobReference } from './delete-job.ts';
import { disableJob, type DisabledJob, type DisableJobInput } from './disable-job.ts';
import type { EventExample, Job, JobQueue, JobVersion } from './generated/models.ts';
import { createJobQueue, type JobQueueInput, updateJobQueue } from './job-queues.ts';
import { parseInput } from './parse-input.ts';
import { registerJob, type RegisteredJob, type RegisterJobInput } from './register-job.ts';
import { type JobRepository, PgJobRepository } from './repository.ts';
import { testJob, type JobTest, type TestJobInput } from './test-job.ts';

/** What a `JobsService` works with. */
export type JobsServiceOptions = Pick<JobsContext, 'dispatchers' | 'events' | 'runs' | 'logger'> &
  ({ readonly database: Database } | { readonly repository: JobRepository });

/** Which jobs to list. */
export interface ListJobsInput {
  readonly projectId: string;
  /** The slug of the last job of the page before. Default: the first page. */
  readonly after?: string | undefined;
  /** Rows of a page, 1 to 100. Default 25. */
  readonly limit?: number | undefined;
}

/** Which versions to list. */
export interface ListJobVersionsInput {
  readonly environmentId: string;
  readonly jobId: string;
  /** The id of the last version of the page before. Default: the first page. */
  readonly before?: string | undefined;
  /** Rows of a page, 1 to 100. Default 25. */
  readonly limit?: number | undefined;
}

const LimitSchema = z.int().min(1).max(100).default(25);
const BeforeSchema = RowIdSchema.nullable().default(null);

/** A row of an environment. */
interface RowOfEnvironment {
  readonly environmentId: string;
  readonly id: string;
}

/** Keeps the jobs that endpoints declare, their versions, queues, aliases, examples and dispatchers. */
export class JobsService {
  readonly #context: JobsContext;

  constructor(options: JobsServiceOptions) {
    const repository = 'repository' in options ? options.repository : new PgJobRepository(options.database);
    const { dispatchers, events, runs, logger } = options;
    this.#context = { repository, dispatchers, events, runs, logger };
  }

  /**
   * Registers a job as its endpoint declares it: job, queue, version, examples, alias `latest` and dispatcher, all or
   * nothing. Registering the same again changes nothing; an older version takes over the events of the job, as it is what
   * the endpoint runs now, but does not become `latest`.
   *
   * @returns null when the job is deleted and declared as not enabled
   * @throws {JobsError} `ENDPOINT_NOT_FOUND`, `INVALID_INPUT`
   */
  registerJob(input: RegisterJobInput, options?: InTransaction): Promise<RegisteredJob | null> {
    return registerJob(this.#context, input, options);
  }

  /**
   * Turns a job of an environment off: all its versions there and its dispatcher, so that no event starts it. Runs go on.
   *
   * @returns null when there was nothing to turn off: no such job, no active version, or the job's latest version is on
   * another endpoint by now
   */
  disableJob(input: DisableJobInput, options?: InTransaction): Promise<DisabledJob | null> {
    return disableJob(this.#context, input, options);
  }

  /**
   * Deletes a job that is disabled in every environment; its runs stay readable. Registered again, it comes back to life.
   *
   * @throws {JobsError} `JOB_NOT_FOUND`, `JOB_IS_ACTIVE`
   */
  deleteJob(input: JobReference, options?: InTransaction): Promise<Job> {
    return deleteJob(this.#context, input, options);
  }

  /**
   * Starts a test run of a job version: an event for it alone, which no dispatcher sees, and the run, in one transaction.
   *
   * @throws {JobsError} `VERSION_NOT_FOUND`, `RUN_NOT_CREATED`, `INVALID_INPUT`
   */
  testJob(input: TestJobInput, options?: InTransaction): Promise<JobTest> {
    return testJob(this.#context, input, options);
  }

  /** The live jobs that an endpoint runs in an environment, each with its latest version, in the order of their slugs. */
  listLatestJobs(
    key: { readonly environmentId: string; readonly endpointId: string },
    { tx }: InTransaction = {},
  ): Promise<{ slug: string; version: string }[]> {
    const { repository } = this.#context;
    return repository.withTransaction(tx, (statements) => statements.listLatestJobs(key));
  }

  /** The job of a project with this id, deleted or not, or null. */
  async getJob(key: JobReference): Promise<Job | null> {
    return isUuid(key.id) ? this.#context.repository.getJob(key) : null;
  }

  /** The job of a project with this slug, deleted or not, or null. */
  getJobBySlug(key: { readonly projectId: string; readonly slug: string }): Promise<Job | null> {
    return this.#context.repository.getJobBySlug(key);
  }

  /**
   * A page of a project's live jobs, in the order of their slugs.
   *
   * @throws {JobsError} `INVALID_INPUT` for a page size out of bounds
   */
  async listJobs({ projectId, after, limit }: ListJobsInput): Promise<Job[]> {
    const page = { after: after ?? null, limit: parseInput(LimitSchema, limit) };
    return this.#context.repository.listJobs({ projectId, ...page });
  }

  /** The job version of an environment with this id, or null. */
  async getJobVersion(key: RowOfEnvironment): Promise<JobVersion | null> {
    return isUuid(key.id) ? this.#context.repository.getJobVersion(key) : null;
  }

  /** The version of a job that `latest` names in an environment, or null. */
  async getLatestJobVersion(key: {
    readonly environmentId: string;
    readonly jobId: string;
  }): Promise<JobVersion | null> {
    return isUuid(key.jobId) ? this.#context.repository.getLatestJobVersion(key) : null;
  }

  /**
   * A page of a job's versions in an environment, newest first.
   *
   * @throws {JobsError} `INVALID_INPUT` for a page size out of bounds or a `before` that is no id
   */
  async listJobVersions({ environmentId, jobId, before, limit }: ListJobVersionsInput): Promise<JobVersion[]> {
    const page = { before: parseInput(BeforeSchema, before), limit: parseInput(LimitSchema, limit) };
    return isUuid(jobId) ? this.#context.repository.listJobVersions({ environmentId, jobId, ...page }) : [];
  }

  /** The payloads to try a job version of an environment with, in the order of their slugs. */
  async listEventExamples(key: {
    readonly environmentId: string;
    readonly versionId: string;
  }): Promise<EventExample[]> {
    return isUuid(key.versionId) ? this.#context.repository.listEventExamples(key) : [];
  }

  /** The queue of an environment with this name, or null. */
  getJobQueue(key: { readonly environmentId: string; readonly name: string }): Promise<JobQueue | null> {
    return this.#context.repository.getJobQueue(key);
  }

  /**
   * Makes a queue.
   *
   * @throws {JobsError} `QUEUE_EXISTS`, `INVALID_INPUT`
   */
  createJobQueue(input: JobQueueInput): Promise<JobQueue> {
    return createJobQueue(this.#context, input);
  }

  /**
   * Sets how many jobs of a queue may run at once; registrations leave it as it is.
   *
   * @throws {JobsError} `QUEUE_NOT_FOUND`, `INVALID_INPUT`
   */
  updateJobQueue(input: JobQueueInput): Promise<JobQueue> {
    return updateJobQueue(this.#context, input);
  }
}
