/*
 * The states of a run, and what moves it. Every transition is one guarded UPDATE: an event that does not fit the state
 * changes nothing, so that repeats and late arrivals are harmless.
 *
 *   PENDING              created for an event; `startRun` is in the queue
 *   QUEUED               has its number; `performRunExecution` is in the queue
 *   EXECUTING            the endpoint is being called, by the queue job `execution_id`, under claim `execution_claim`
 *   WAITING_TO_CONTINUE  waits for the tasks `waiting_task_ids`; for each, `resumeTask` is in the queue
 *   WAITING_TO_EXECUTE   is to be executed again; `performRunExecution` is in the queue
 *   SUCCESS, FAILURE, TIMED_OUT, CANCELED, UNRESOLVED_AUTH, INVALID_PAYLOAD   final: nothing changes it any more
 *   (WAITING_ON_CONNECTIONS, PREPROCESSING, STARTED, ABORTED are of older servers: never entered)
 *
 * So a state that is not final always has a job in the queue that ends it, and the exhaustion of that job fails the run.
 *
 *   event \ state             PENDING   QUEUED     WAITING_TO_EXECUTE  EXECUTING              WAITING_TO_CONTINUE
 *   startRun                  QUEUED    –          –                   –                      –
 *   execution claims          –         EXECUTING  EXECUTING           (1)                    –
 *   outcome of the execution  –         –          –                   (2)                    –
 *   resumeTask                task (3)  task (3)   task (3)            task (3)               WAITING_TO_EXECUTE (4)
 *   startRun exhausted        FAILURE   –          –                   –                      –
 *   execution exhausted       –         FAILURE    FAILURE             FAILURE                –
 *   resumeTask exhausted      –         –          –                   –                      FAILURE (5)
 *   cancel                    CANCELED  CANCELED   CANCELED            CANCELED               CANCELED
 *
 *   (1) only the same queue job takes the run over, in the same attempt, given back uncounted, or a later one: the earlier
 *       execution has died, or is as good as dead. Another job must wait: it fails and is tried again
 *   (2) only of the execution that has the newest claim; see `apply-outcome.ts`. Any other outcome is late and dropped
 *   (3) the task changes, the run does not: the outcome of an execution reads the tasks it would wait for, and goes on at
 *       once when they are ready, so that a wake-up that comes first is not lost
 *   (4) once the last task of `waiting_task_ids` woke up; the wake-up of any other task is not for this wait
 *   (5) if it waits for this task
 */
import type { RunStatus } from '@kongflow/protocol';

/** States that a run never leaves. */
export const FINAL_RUN_STATUSES = [
  'SUCCESS',
  'FAILURE',
  'TIMED_OUT',
  'ABORTED',
  'CANCELED',
  'UNRESOLVED_AUTH',
  'INVALID_PAYLOAD',
] as const satisfies readonly RunStatus[];

/** A state that a run never leaves. */
export type FinalRunStatus = (typeof FINAL_RUN_STATUSES)[number];

/** Tells whether a run in this state is over. */
export function isFinalRunStatus(status: RunStatus): status is FinalRunStatus {
  return FINAL_RUN_STATUSES.some((final) => final === status);
}

/**
 * The state as version 1 of the API shows it: SDKs before 2.2.9 refuse the states that came later.
 *
 * @example
 * toV1RunStatus('WAITING_TO_CONTINUE'); // 'STARTED'
 */
export function toV1RunStatus(status: RunStatus): RunStatus {
  switch (status) {
    case 'EXECUTING':
    case 'WAITING_TO_CONTINUE':
    case 'WAITING_TO_EXECUTE':
      return 'STARTED';
    default:
      return status;
  }
}
