import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import type { Answer } from './answer.ts';

/** The job waits for a task. Until when, the stored task says: the SDK's echo of it may be old. */
export function applyResumeWithTask(
  context: RunsContext,
  execution: EndedExecution,
  { task }: Answer<'RESUME_WITH_TASK'>,
): Promise<void> {
  return continueRun(context, execution, { waits: [{ taskId: task.id, outputProperties: task.outputProperties }] });
}
