import { onTestFinished } from 'vitest';
import { watch, type WatchRun } from '../../src/watch/watch.ts';
import type { Project } from './project.ts';

/** A watch under way: each `next` is the next run that it tells of. */
export function startWatch({ config }: Pick<Project, 'config'>, databaseUrl: string) {
  const controller = new AbortController();
  const runs: WatchRun[] = [];
  let arrived: () => void = () => undefined;
  const ended = watch({
    config,
    databaseUrl,
    signal: controller.signal,
    onRun: (run) => {
      runs.push(run);
      arrived();
    },
  });
  onTestFinished(async () => {
    controller.abort();
    await ended.catch(() => undefined);
  });
  return {
    async next(): Promise<WatchRun> {
      while (runs.length === 0)
        await Promise.race([
          new Promise<void>((resolve) => {
            arrived = resolve;
          }),
          ended.then(() => {
            throw new Error('it has ended');
          }),
        ]);
      const [run] = runs.splice(0, 1);
      if (run === undefined) throw new Error('no run');
      return run;
    },
    async end(): Promise<void> {
      controller.abort();
      await ended;
    },
    ended,
    pending: runs,
  };
}
