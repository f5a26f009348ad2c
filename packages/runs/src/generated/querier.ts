// Generated. Do not edit.
import type { Queryable } from '@kongflow/database/query-runtime';
import * as runsSql from './runs.sql.ts';
import type { CancelRunParams, CancelRunRow, ClaimExecutionParams, ClaimExecutionRow, FailRunParams, FinishExecutionParams, GetRunIdOfEventParams, GetRunParams, GetRunRow, InsertRunParams, InsertRunRow, ListRunsOfEventParams, ListRunsOfEventRow, ListRunsOfJobParams, ListRunsOfJobRow, QueueRunParams, ReleaseExecutionParams, ResumeTaskParams } from './runs.sql.ts';
import * as tasksSql from './tasks.sql.ts';
import type { CloseTasksParams, CompleteTaskOfExecutionParams, CompleteTaskParams, CompleteTaskRow, CreateTaskParams, CreateTaskRow, ExplainMissingTaskParams, ExplainMissingTaskRow, FailTaskParams, FailTaskRow, GetRunIdOfTaskParams, GetTaskProgressParams, GetTaskProgressRow, ListTasksOfRunParams, ListTasksOfRunRow, RecordWaitsParams, RecordWaitsRow } from './tasks.sql.ts';

export interface Querier {
  /**
   * Cancels a run that is not finished and returns what it was doing.
   * packages/runs/queries/runs.sql:176
   */
  cancelRun(params: CancelRunParams): Promise<CancelRunRow | null>;
  /**
   * Takes a run for one execution and loads what the endpoint is told about it. No row when there is nothing to execute, or
   * when another queue job, or a later attempt of the same one, holds the run.
   * Finished tasks come shortest first, as many as fit into the given number of characters.
   * packages/runs/queries/runs.sql:50
   */
  claimExecution(params: ClaimExecutionParams): Promise<ClaimExecutionRow | null>;
  /**
   * Ends the open tasks of a run that has ended. The task that caused it, if any, gets the error.
   * A statement of its own: only after the run is locked are all of its tasks visible.
   * packages/runs/queries/tasks.sql:191
   */
  closeTasks(params: CloseTasksParams): Promise<void>;
  /**
   * Completes a task and its pending attempt; a task that is finished is returned as it is.
   * packages/runs/queries/tasks.sql:77
   */
  completeTask(params: CompleteTaskParams): Promise<CompleteTaskRow | null>;
  /**
   * Completes a task whose result came with the endpoint's answer, if the execution still holds the run.
   * packages/runs/queries/tasks.sql:201
   */
  completeTaskOfExecution(params: CompleteTaskOfExecutionParams): Promise<void>;
  /**
   * The task of a run with this idempotency key: made if there is none, and taken up again if it was cancelled and the run
   * goes on. No row when the run is not of the environment, is finished and has no such task, or has no such parent.
   * packages/runs/queries/tasks.sql:1
   */
  createTask(params: CreateTaskParams): Promise<CreateTaskRow | null>;
  /**
   * Why a task could not be made: no row when the run is not of the environment.
   * packages/runs/queries/tasks.sql:69
   */
  explainMissingTask(params: ExplainMissingTaskParams): Promise<ExplainMissingTaskRow | null>;
  /**
   * Fails a run that is in one of these states, and, if a task is given, waits for this task.
   * packages/runs/queries/runs.sql:167
   */
  failRun(params: FailRunParams): Promise<string | null>;
  /**
   * Fails a task and its pending attempt; a task that is finished is returned as it is.
   * packages/runs/queries/tasks.sql:116
   */
  failTask(params: FailTaskParams): Promise<FailTaskRow | null>;
  /**
   * Ends the run that an execution holds. No row when the execution does not hold it any more.
   * packages/runs/queries/runs.sql:110
   */
  finishExecution(params: FinishExecutionParams): Promise<string | null>;
  /**
   * A run of an environment, as the API shows it.
   * packages/runs/queries/runs.sql:190
   */
  getRun(params: GetRunParams): Promise<GetRunRow | null>;
  /**
   * The run of a version for an event.
   * packages/runs/queries/runs.sql:29
   */
  getRunIdOfEvent(params: GetRunIdOfEventParams): Promise<string | null>;
  /**
   * The run that a task belongs to.
   * packages/runs/queries/tasks.sql:228
   */
  getRunIdOfTask(params: GetRunIdOfTaskParams): Promise<string | null>;
  /**
   * Whether an execution has made any task, and the task that was running last.
   * packages/runs/queries/tasks.sql:216
   */
  getTaskProgress(params: GetTaskProgressParams): Promise<GetTaskProgressRow>;
  /**
   * The run of a version for an event: made if there is none. No row when the version may not run: it is of another
   * environment, disabled, or its job deleted, or runs are switched off for the organization.
   * packages/runs/queries/runs.sql:1
   */
  insertRun(params: InsertRunParams): Promise<InsertRunRow | null>;
  /**
   * The runs that an event triggered, oldest first.
   * packages/runs/queries/runs.sql:211
   */
  listRunsOfEvent(params: ListRunsOfEventParams): Promise<ListRunsOfEventRow[]>;
  /**
   * The runs of a job in one environment, newest first, from the cursor on, itself included.
   * packages/runs/queries/runs.sql:196
   */
  listRunsOfJob(params: ListRunsOfJobParams): Promise<ListRunsOfJobRow[]>;
  /**
   * The tasks of a run in the order of their creation, from the cursor on, itself included.
   * packages/runs/queries/tasks.sql:232
   */
  listTasksOfRun(params: ListTasksOfRunParams): Promise<ListTasksOfRunRow[]>;
  /**
   * PENDING to QUEUED, with the next number of the job. No row for a run that is not PENDING.
   * packages/runs/queries/runs.sql:33
   */
  queueRun(params: QueueRunParams): Promise<string | null>;
  /**
   * Locks the run that an execution holds and records what the endpoint answered about the tasks that the run waits for:
   * their properties and, where it asks for a retry, the failed attempt and the next one.
   * One row with the run alone when it has none of these tasks; no row when the execution does not hold the run any more.
   * packages/runs/queries/tasks.sql:149
   */
  recordWaits(params: RecordWaitsParams): Promise<RecordWaitsRow[]>;
  /**
   * Gives back a run that is not finished: WAITING_TO_EXECUTE, or WAITING_TO_CONTINUE when it waits for tasks. No row when
   * the execution does not hold it any more.
   * packages/runs/queries/runs.sql:126
   */
  releaseExecution(params: ReleaseExecutionParams): Promise<string | null>;
  /**
   * Wakes a task: COMPLETED when there is nothing to do for it, RUNNING otherwise. The run goes on when this was the last
   * task that it waits for: then, and only then, its id is returned. A finished task and a finished run stay as they are.
   * packages/runs/queries/runs.sql:141
   */
  resumeTask(params: ResumeTaskParams): Promise<string | null>;
}

export class Queries implements Querier {
  private readonly db: Queryable;
  constructor(db: Queryable) { this.db = db; }
  withTx(tx: Queryable): Queries { return new Queries(tx); }
  cancelRun(params: CancelRunParams): Promise<CancelRunRow | null> { return runsSql.cancelRun(this.db, params); }
  claimExecution(params: ClaimExecutionParams): Promise<ClaimExecutionRow | null> { return runsSql.claimExecution(this.db, params); }
  closeTasks(params: CloseTasksParams): Promise<void> { return tasksSql.closeTasks(this.db, params); }
  completeTask(params: CompleteTaskParams): Promise<CompleteTaskRow | null> { return tasksSql.completeTask(this.db, params); }
  completeTaskOfExecution(params: CompleteTaskOfExecutionParams): Promise<void> { return tasksSql.completeTaskOfExecution(this.db, params); }
  createTask(params: CreateTaskParams): Promise<CreateTaskRow | null> { return tasksSql.createTask(this.db, params); }
  explainMissingTask(params: ExplainMissingTaskParams): Promise<ExplainMissingTaskRow | null> { return tasksSql.explainMissingTask(this.db, params); }
  failRun(params: FailRunParams): Promise<string | null> { return runsSql.failRun(this.db, params); }
  failTask(params: FailTaskParams): Promise<FailTaskRow | null> { return tasksSql.failTask(this.db, params); }
  finishExecution(params: FinishExecutionParams): Promise<string | null> { return runsSql.finishExecution(this.db, params); }
  getRun(params: GetRunParams): Promise<GetRunRow | null> { return runsSql.getRun(this.db, params); }
  getRunIdOfEvent(params: GetRunIdOfEventParams): Promise<string | null> { return runsSql.getRunIdOfEvent(this.db, params); }
  getRunIdOfTask(params: GetRunIdOfTaskParams): Promise<string | null> { return tasksSql.getRunIdOfTask(this.db, params); }
  getTaskProgress(params: GetTaskProgressParams): Promise<GetTaskProgressRow> { return tasksSql.getTaskProgress(this.db, params); }
  insertRun(params: InsertRunParams): Promise<InsertRunRow | null> { return runsSql.insertRun(this.db, params); }
  listRunsOfEvent(params: ListRunsOfEventParams): Promise<ListRunsOfEventRow[]> { return runsSql.listRunsOfEvent(this.db, params); }
  listRunsOfJob(params: ListRunsOfJobParams): Promise<ListRunsOfJobRow[]> { return runsSql.listRunsOfJob(this.db, params); }
  listTasksOfRun(params: ListTasksOfRunParams): Promise<ListTasksOfRunRow[]> { return tasksSql.listTasksOfRun(this.db, params); }
  queueRun(params: QueueRunParams): Promise<string | null> { return runsSql.queueRun(this.db, params); }
  recordWaits(params: RecordWaitsParams): Promise<RecordWaitsRow[]> { return tasksSql.recordWaits(this.db, params); }
  releaseExecution(params: ReleaseExecutionParams): Promise<string | null> { return runsSql.releaseExecution(this.db, params); }
  resumeTask(params: ResumeTaskParams): Promise<string | null> { return runsSql.resumeTask(this.db, params); }
}
