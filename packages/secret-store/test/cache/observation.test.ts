import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { createDatabase } from '@kongflow/database';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, onTestFinished, test } from 'vitest';
import { PgSecretChangeChannel, SecretStoreMetrics } from '../../src/index.ts';
import { controlledCache } from './support/controlled-cache.ts';

test('its statistics and the metric count how each key was served', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  onTestFinished(async () => meterProvider.shutdown());
  const { cache, hold, read, provider } = controlledCache({ metrics: new SecretStoreMetrics(meterProvider) });
  expect(cache.stats()).toEqual({
    hits: 0,
    negativeHits: 0,
    joined: 0,
    misses: 0,
    hitRate: 0,
    entries: 0,
    negativeEntries: 0,
    isCaching: true,
  });

  await hold({ a: '1', b: '2', missing: undefined });
  await read('a', 'b', 'missing');
  await read('a');
  const reads = [read('c'), read('c', 'a')];
  provider.read(1).answer({ c: '3' });
  await Promise.all(reads);
  const counts = { hits: 4, negativeHits: 1, joined: 1, misses: 4 };
  expect(cache.stats()).toEqual({ ...counts, hitRate: 0.5, entries: 3, negativeEntries: 1, isCaching: true });

  await meterProvider.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  const requests = metrics.find(({ descriptor }) => descriptor.name === 'kongflow.secret_store.cache.requests');
  const points = requests?.dataPoints.map(({ attributes, value }) => [attributes, value]) ?? [];
  expect(points).toHaveLength(4);
  expect(points).toEqual(
    expect.arrayContaining([
      [{ result: 'hit' }, 4],
      [{ result: 'negative_hit' }, 1],
      [{ result: 'joined' }, 1],
      [{ result: 'miss' }, 4],
    ]),
  );
});

test('no secret shows in what the cache is printed as, nor on the diagnostics channels of lru-cache', async () => {
  const database = createDatabase({ connectionString: 'postgres://nobody:password@localhost:1/none' });
  const messages: unknown[] = [];
  const listener = (message: unknown): void => void messages.push(inspect(message, { depth: 10, showHidden: true }));
  subscribe('lru-cache:metrics', listener);
  onTestFinished(() => void unsubscribe('lru-cache:metrics', listener));
  const { cache, hold } = controlledCache({ channel: new PgSecretChangeChannel({ database }) });
  const plain = controlledCache();
  await hold({ a: '"hush"' });
  await plain.hold({ a: '"hush"' });
  expect(await plain.read('a')).toEqual({ a: '"hush"' });
  for (const each of [cache, plain.cache]) {
    const printed = [inspect(each, { depth: 10, showHidden: true }), JSON.stringify(each), ...Object.keys(each)];
    expect(printed.join()).not.toMatch(/hush|password/);
  }
  expect(messages.length).toBeGreaterThan(0);
  expect(messages.join()).not.toContain('hush');
});
