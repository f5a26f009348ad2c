import { CompleteTaskBodyV2Schema, formatIssues, isUuid } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import type { CompleteTaskOfExecutionParams } from '../generated/tasks.sql.ts';
import type { Querier } from '../generated/querier.ts';
import type { Answer } from './answer.ts';

type CompletedTask = Answer<'AUTO_YIELD_EXECUTION_WITH_COMPLETED_TASK'>;

/** The job handed back its execution when a task had just finished: the task is completed with it, or it would run twice. */
export function applyCompletedTaskYield(
  context: RunsContext,
  execution: EndedExecution,
  task: CompletedTask,
): Promise<void> {
  const completions = readCompletions(execution, [task]);
  if ('message' in completions) return finishRun(context, execution, { status: 'FAILURE', output: completions });
  return continueRun(context, execution, { alongside: completions.complete });
}

/** Reads the results of tasks that came with an answer; a message where one of them cannot be stored. */
export function readCompletions(
  { run }: EndedExecution,
  tasks: readonly CompletedTask[],
): { message: string } | { complete: (statements: Querier) => Promise<void> } {
  const completions: CompleteTaskOfExecutionParams[] = [];
  for (const { id, output, properties } of tasks) {
    const result = CompleteTaskBodyV2Schema.safeParse({ output, properties });
    if (!result.success) {
      return { message: `The output of task "${id}" cannot be stored: ${formatIssues(result.error)}` };
    }
    // What is no id of ours is no task of the run: the job will ask for its task again, and do it again.
    if (!isUuid(id)) continue;
    const { outputIsUndefined, output: value, properties: outputProperties = null } = result.data;
    completions.push({ id, runId: run.id, output: value, outputIsUndefined, outputProperties });
  }
  return {
    complete: async (statements) => {
      for (const completion of completions) await statements.completeTaskOfExecution(completion);
    },
  };
}
