/**
 * The states of a platform:
 *
 *   idle     created; → running by start(), which may fail and be tried again; → stopped by drain() or stop()
 *   running  the workers run; → stopped by drain() or stop()
 *   stopped  final: no background task runs here any more, and start() is refused
 *
 * Ending waits for a start that is under way: a process that is told to stop while it migrates would otherwise close its
 * connections below the migration, or be left with workers that nobody stops.
 */
import { LifeCycleError } from './errors.ts';
import { shared } from './shared.ts';

/** What a life cycle consists of. */
export interface LifeCycleSteps {
  readonly start: () => Promise<void>;
  readonly drain: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The operations of a life cycle; concurrent and repeated calls of one share its promise. */
export interface LifeCycle {
  start(): Promise<void>;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Orders the steps, however their calls overlap. */
export function createLifeCycle(steps: LifeCycleSteps): LifeCycle {
  let starting: Promise<void> | undefined;
  let hasEnded = false;
  const start = shared(async () => {
    starting = steps.start();
    await starting;
  });
  const drain = shared(async () => {
    hasEnded = true;
    // its callers have the error of a start that failed
    await starting?.catch(() => undefined);
    await steps.drain();
  });
  const stop = shared(async () => {
    await drain();
    await steps.close();
  });
  return {
    start: () => (hasEnded ? Promise.reject(stopped()) : start()),
    drain,
    stop,
  };
}

function stopped(): LifeCycleError {
  return new LifeCycleError('STOPPED', 'This platform was stopped: make another with createKongflow().');
}
