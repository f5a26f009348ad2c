import { isUuid } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';
import { enqueueExecution } from './enqueue-execution.ts';

/** See `RunsService.resumeTask`. Inherits from trigger.dev v2 `ResumeTaskService`, which woke cancelled tasks too. */
export async function resumeTask({ repository, queue }: RunsContext, id: string): Promise<void> {
  if (!isUuid(id)) return;
  await repository.withTransaction(undefined, async (statements, tx) => {
    const runId = await statements.resumeTask({ id });
    if (runId !== null) await enqueueExecution(queue, runId, { tx, resumes: true });
  });
}
