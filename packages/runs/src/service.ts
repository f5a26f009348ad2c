import type { Database } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import type { ServerTask } from '@kongflow/protocol';
import type { TaskEnqueuer } from '@kongflow/worker-queue';
import { cancelRun } from './cancel-run.ts';
import { completeTask, type CompleteTaskInput } from './complete-task.ts';
import type { EndpointVersions, Environments, InTransaction, JobEndpoints, RunsContext } from './context.ts';
import { createRun, type CreateRunInput } from './create-run.ts';
import { createTask, type CreateTaskInput } from './create-task.ts';
import { executeRun, type ExecutionContext } from './execute-run.ts';
import { type ExhaustedTask, failRun, failRunOfTask } from './fail-run.ts';
import { failTask, type FailTaskInput } from './fail-task.ts';
import { getRun, type GetRunInput, type RunDetails, type RunReference } from './get-run.ts';
import {
  listRunsOfEvent,
  type ListRunsOfEventInput,
  listRunsOfJob,
  type ListRunsOfJobInput,
  type RunPage,
  type RunSummary,
} from './list-runs.ts';
import { PgRunRepository, type RunRepository } from './repository.ts';
import { resumeTask } from './resume-task.ts';
import { startRun } from './start-run.ts';

/** What a `RunsService` works with. */
export interface RunsServiceOptions {
  /** The database, or a repository over something else. */
  readonly database: Database | RunRepository;
  readonly queue: TaskEnqueuer;
  readonly endpointClient: JobEndpoints;
  readonly environments: Environments;
  readonly logger: Logger;
  /** Default: what endpoints tell about their version is not kept. */
  readonly endpointVersions?: EndpointVersions | undefined;
}

/**
 * Runs jobs: creates their runs, calls the endpoint to execute them, keeps the tasks that they do, and ends them.
 *
 * Its methods are safe to repeat. The states of a run are written down in `run-status.ts`, those of a task in
 * `task-status.ts`, what an execution may end with in `apply-outcome.ts`.
 */
export class RunsService {
  readonly #context: RunsContext;

  constructor({ database, endpointClient, endpointVersions, ...rest }: RunsServiceOptions) {
    const repository = 'withTransaction' in database ? database : new PgRunRepository(database);
    this.#context = { repository, endpoints: endpointClient, endpointVersions: endpointVersions ?? null, ...rest };
  }

  /**
   * Creates the run of a job version for an event and enqueues its start, in one transaction. For the same event and
   * version it is the same run again, and nothing is enqueued.
   *
   * @returns null where no run is wanted: the organization's runs are off, or the version is disabled, deleted, or of
   * another environment
   */
  createRun(input: CreateRunInput, options?: InTransaction): Promise<{ id: string } | null> {
    return createRun(this.#context, input, options);
  }

  /** Handler of the task `startRun`: numbers a new run and enqueues its execution. Does nothing for any other run. */
  startRun(id: string): Promise<void> {
    return startRun(this.#context, id);
  }

  /**
   * Handler of the task `performRunExecution`: calls the endpoint, and applies what it answers.
   *
   * At most one queue job at a time holds a run, and only the outcome of the one that does is applied. When the signal
   * is aborted the call is given up and the run enqueued anew.
   *
   * @param id the run
   * @param context of the queue: its job and attempt are what holds the run
   */
  executeRun(id: string, context: ExecutionContext): Promise<void> {
    return executeRun(this.#context, id, context);
  }

  /**
   * Handler of the task `resumeTask`: wakes a waiting task, and lets its run go on if it waits for nothing else. Does
   * nothing for a task or a run that has ended.
   */
  resumeTask(id: string): Promise<void> {
    return resumeTask(this.#context, id);
  }

  /**
   * Fails a run whose task in the queue was given up. Does nothing for a run that does not depend on such a task any
   * more: one that has ended, or that waits for its own tasks.
   *
   * @param exhausted which task it was; default: either of the two
   */
  failRun(id: string, message: string, exhausted?: ExhaustedTask): Promise<void> {
    return failRun(this.#context, id, message, exhausted === undefined ? undefined : [exhausted]);
  }

  /**
   * Fails the run that waits for a task whose `resumeTask` was given up.
   */
  failRunOfTask(taskId: string, message: string): Promise<void> {
    return failRunOfTask(this.#context, taskId, message);
  }

  /**
   * Cancels a run and its open tasks, and removes its jobs from the queue, in one transaction. A run that has ended stays
   * as it is.
   *
   * @returns the run
   * @throws {RunsError} `RUN_NOT_FOUND`
   */
  cancelRun(input: RunReference, options?: InTransaction): Promise<RunDetails> {
    return cancelRun(this.#context, input, options);
  }

  /**
   * Makes a task of a run, or returns the one with this idempotency key, in one statement. In a cancelled run the task is
   * CANCELED, by which the job learns of it.
   *
   * @throws {RunsError} `RUN_NOT_FOUND`, `PARENT_TASK_NOT_FOUND`; `RUN_FINISHED` for a new task of a run that has ended
   * otherwise; `UNSUPPORTED` for background operations and callbacks
   */
  createTask(input: CreateTaskInput): Promise<ServerTask> {
    return createTask(this.#context, input);
  }

  /**
   * Completes a task, in one statement. A task that has ended is returned as it is.
   *
   * @throws {RunsError} `TASK_NOT_FOUND`
   */
  completeTask(input: CompleteTaskInput): Promise<ServerTask> {
    return completeTask(this.#context, input);
  }

  /**
   * Fails a task, in one statement. A task that has ended is returned as it is.
   *
   * @throws {RunsError} `TASK_NOT_FOUND`
   */
  failTask(input: FailTaskInput): Promise<ServerTask> {
    return failTask(this.#context, input);
  }

  /**
   * A run of an environment with a page of its tasks, in the order of their creation, or null.
   *
   * @throws {RunsError} `INVALID_CURSOR`
   */
  getRun(input: GetRunInput): Promise<RunDetails | null> {
    return getRun(this.#context.repository, input);
  }

  /**
   * A page of the runs of a job in an environment, newest first; empty for a job that does not exist.
   *
   * @throws {RunsError} `INVALID_CURSOR`
   */
  listRunsOfJob(input: ListRunsOfJobInput): Promise<RunPage> {
    return listRunsOfJob(this.#context, input);
  }

  /** The runs that an event triggered, oldest first. */
  listRunsOfEvent(input: ListRunsOfEventInput): Promise<RunSummary[]> {
    return listRunsOfEvent(this.#context, input);
  }
}
