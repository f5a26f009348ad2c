/*
 * The states of a task, and what moves it.
 *
 *   WAITING    until its time, or until it is tried again; `resumeTask` wakes it
 *   RUNNING    the job works on it, in an execution that may have ended
 *   COMPLETED  has its output: final
 *   ERRORED    has its error as output: final
 *   CANCELED   its run was cancelled or timed out; taken up again when a run that goes on asks for it
 *   (PENDING is of older servers: never entered, treated as open)
 *
 *   created      WAITING until a time in the future, COMPLETED where there is nothing to do (noop), else RUNNING;
 *                CANCELED in a cancelled run
 *   asked again  CANCELED: as created; every other state: unchanged, which makes lost answers harmless
 *   resumeTask   WAITING, RUNNING: COMPLETED (noop) or RUNNING
 *   complete     open: COMPLETED        retry (outcome)   open: WAITING, one more attempt
 *   fail         open: ERRORED          end of the run    open: ERRORED or CANCELED, but with SUCCESS unchanged
 */
import type { RunTaskBody } from '@kongflow/protocol';
import { RunsError } from './errors.ts';

/**
 * Refuses what this version cannot do, rather than to make a task that nothing would ever finish.
 * @throws {RunsError} `UNSUPPORTED`
 */
export function assertSupported({ operation, callback }: RunTaskBody): void {
  if (operation !== undefined) {
    throw new RunsError(
      'UNSUPPORTED',
      `This server cannot do background operations: "${operation}" (io.backgroundFetch, io.backgroundPoll). Use io.runTask with fetch instead`,
    );
  }
  if (callback?.enabled === true) {
    throw new RunsError(
      'UNSUPPORTED',
      'This server cannot wait for callbacks (io.waitForRequest, io.waitForEvent, invokeAndWaitForCompletion)',
    );
  }
}
