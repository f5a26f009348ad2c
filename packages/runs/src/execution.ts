import type { RunEnvironment } from './context.ts';
import type { ClaimExecutionRow } from './generated/runs.sql.ts';

/** A run that was taken for execution, with all that the endpoint is told about it. */
export type ClaimedRun = ClaimExecutionRow;

/**
 * One execution of a run.
 *
 * The number of its claim is its fence: whatever an execution writes, it writes only while the run is EXECUTING under this
 * claim. A run that was cancelled, failed, or taken over since is not.
 */
export interface Execution {
  readonly run: ClaimedRun;
  readonly environment: RunEnvironment;
}

/** An execution whose call to the endpoint has ended. */
export interface EndedExecution extends Execution {
  /** How long the call took, in milliseconds. */
  readonly durationInMs: number;
}

/** The parameters that hold an execution's statements to its fence. */
export function fence({ run }: Execution): { id: string; claim: number } {
  return { id: run.id, claim: run.executionClaim };
}

/** Time that the run has spent executing, this execution included, in milliseconds. */
export function totalDurationInMs({ run, durationInMs }: EndedExecution): number {
  return run.executionDuration + durationInMs;
}

/** Tells whether the run has used up the time that its organization grants a run. */
export function isOverTimeLimit(execution: EndedExecution): boolean {
  return totalDurationInMs(execution) >= execution.environment.organization.maximumExecutionTimePerRunInMs;
}

/** The text for a run that has used up its organization's time. */
export function timeLimitReason({ environment }: EndedExecution): string {
  return `Execution timed out after ${environment.organization.maximumExecutionTimePerRunInMs / 1000} seconds`;
}
