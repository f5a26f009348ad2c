import type { RunsContext } from './context.ts';
import { enqueueExecution } from './enqueue-execution.ts';

/** See `RunsService.startRun`. Inherits from trigger.dev v2 `StartRunService`. */
export function startRun({ repository, queue }: RunsContext, id: string): Promise<void> {
  return repository.withTransaction(undefined, async (statements, tx) => {
    const queued = await statements.queueRun({ id });
    if (queued !== null) await enqueueExecution(queue, id, { tx });
  });
}
