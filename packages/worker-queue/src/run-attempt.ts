import { describeError, type JobError } from './describe-error.ts';
import { QueueError } from './errors.ts';
import type { HeldJob } from './held-jobs.ts';

// What a handler gets to end by itself once its signal is aborted.
const GRACE_MS = 5000;

/**
 * Runs one attempt to its end, or until its time is up: then its signal is aborted, and if the handler has not ended
 * some seconds later, the attempt counts as failed without it.
 *
 * @param timeoutMs longest run.
 * @returns what went wrong, or null.
 */
export async function runAttempt(
  held: HeldJob,
  timeoutMs: number,
  work: (held: HeldJob) => Promise<void>,
): Promise<JobError | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<JobError>((resolve) => {
    timer = setTimeout(() => {
      const error = new QueueError('JOB_TIMEOUT', `The job ran longer than ${timeoutMs / 1000} seconds.`);
      held.controller.abort(error);
      timer = setTimeout(() => resolve(describeError(error)), GRACE_MS);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(held).then(succeeded, describeError), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function succeeded(): null {
  return null;
}
