import type { RunEnvironment } from './context.ts';
import type { ClaimExecutionRow } from './generated/runs.sql.ts';

/** A run that was taken for execution, with all that the endpoint is told about it. */
export type ClaimedRun = ClaimExecutionRow;

/**
 * One execution: a run, held by one attempt of one queue job.
 *
 * The two of them are the fence: whatever an execution writes, it writes only while the run still carries them. A run
 * that was cancelled, failed, or taken over by a later attempt does not.
 */
export interface Execution {
  readonly run: ClaimedRun;
  readonly environment: RunEnvironment;
  /** The queue job. */
  readonly executionId: string;
  /** Its attempt. */
  readonly executionAttempt: number;
}

/** An execution whose call to the endpoint has ended. */
export interface EndedExecution extends Execution {
  /** How long the call took, in milliseconds. */
  readonly durationInMs: number;
}

/** The parameters that hold an execution's statements to its fence. */
export function fence({ run, executionId, executionAttempt }: Execution) {
  return { id: run.id, executionId, executionAttempt };
}

/** Time that the run has spent executing, this execution included, in milliseconds. */
export function totalDurationInMs({ run, durationInMs }: EndedExecution): number {
  return run.executionDuration + durationInMs;
}

/** Tells whether the run has used up the time that its organization grants a run. */
export function isOverTimeLimit(execution: EndedExecution): boolean {
  return totalDurationInMs(execution) >= execution.environment.organization.maximumExecutionTimePerRunInMs;
}
