import { DateSchema } from '@kongflow/protocol';
import type { RunsContext } from '../context.ts';
import { continueRun } from '../continue-run.ts';
import type { EndedExecution } from '../execution.ts';
import { finishRun } from '../finish-run.ts';
import type { Answer } from './answer.ts';

type RateLimit = Answer<'AUTO_YIELD_RATE_LIMIT'>;

/** When a rate limit that an answer names is lifted; a message where that is no date, which no queue could wait for. */
export function readReset({ reset }: RateLimit): Date | { readonly message: string } {
  const date = DateSchema.safeParse(reset);
  return date.success ? date.data : { message: 'The endpoint answered with a rate limit whose reset is not a date' };
}

/** The job ran into a rate limit of this API and handed its execution back until the limit is lifted. */
export function applyRateLimit(context: RunsContext, execution: EndedExecution, answer: RateLimit): Promise<void> {
  const runAt = readReset(answer);
  if ('message' in runAt) return finishRun(context, execution, { status: 'FAILURE', output: runAt });
  return continueRun(context, execution, { runAt });
}
