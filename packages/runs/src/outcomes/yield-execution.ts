import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import type { Answer } from './answer.ts';

/** Most `io.yield` of one run. */
export const MAX_YIELDS = 100;

/** Why a run that yields again fails; null: it may. */
export function refuseYields({ run }: EndedExecution, count: number): { readonly message: string } | null {
  if (run.yieldedExecutions.length + count <= MAX_YIELDS) return null;
  return { message: `Run has yielded too many times, the maximum is ${MAX_YIELDS}` };
}

/** The job handed back its execution on purpose: it is executed again at once, and told that it has yielded here. */
export function applyYield(
  context: RunsContext,
  execution: EndedExecution,
  { key }: Answer<'YIELD_EXECUTION'>,
): Promise<void> {
  const refusal = refuseYields(execution, 1);
  if (refusal !== null) return finishRun(context, execution, { status: 'FAILURE', output: refusal });
  return continueRun(context, execution, { yieldedKeys: [key] });
}
