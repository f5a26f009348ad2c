import { expect, test } from 'vitest';
import { createLifeCycle } from '../src/life-cycle.ts';
import { LifeCycleError } from '../src/index.ts';

/** A life cycle that writes down what it does; its start ends when told to. */
function setup(): { cycle: ReturnType<typeof createLifeCycle>; steps: string[]; started: PromiseWithResolvers<void> } {
  const steps: string[] = [];
  const started = Promise.withResolvers<void>();
  const cycle = createLifeCycle({
    start: async () => {
      steps.push('start');
      await started.promise;
      steps.push('started');
    },
    drain: async () => void steps.push('drain'),
    close: async () => void steps.push('close'),
  });
  return { cycle, steps, started };
}

test('a stop during a start waits for it, and stops what it started', async () => {
  const { cycle, steps, started } = setup();
  const starting = cycle.start();
  const stopping = cycle.stop();
  started.resolve();
  await Promise.all([starting, stopping]);
  expect(steps).toEqual(['start', 'started', 'drain', 'close']);
});

test('a stop during a start that fails closes all the same', async () => {
  const { cycle, steps, started } = setup();
  const starting = cycle.start();
  const stopping = cycle.stop();
  started.reject(new Error('no database'));
  await expect(starting).rejects.toThrow('no database');
  await stopping;
  expect(steps).toEqual(['start', 'drain', 'close']);
});

test.each(['drain', 'stop'] as const)('after %s nothing can be started', async (end) => {
  const { cycle, steps } = setup();
  await cycle[end]();
  await expect(cycle.start()).rejects.toThrow(LifeCycleError);
  await expect(cycle.start()).rejects.toMatchObject({ code: 'STOPPED' });
  expect(steps).not.toContain('start');
});

test('every step is done once, whoever asks for it', async () => {
  const { cycle, steps, started } = setup();
  started.resolve();
  await Promise.all([cycle.start(), cycle.start()]);
  await Promise.all([cycle.drain(), cycle.stop(), cycle.stop(), cycle.drain()]);
  expect(steps).toEqual(['start', 'started', 'drain', 'close']);
});
