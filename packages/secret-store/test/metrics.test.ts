import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metrics as api } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretStore, SecretStoreError, SecretStoreMetrics } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';
import { RecordingAudit } from './support/recording-audit.ts';

const DURATION = 'kongflow.secret_store.operation.duration';
const ERRORS = 'kongflow.secret_store.provider.errors';

/** An SDK whose figures the test reads. */
function startSdk(): { meterProvider: MeterProvider; points: (name: string) => Promise<DataPoint<unknown>[]> } {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const points = async (name: string): Promise<DataPoint<unknown>[]> => {
    exporter.reset();
    await meterProvider.forceFlush();
    const found = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === name);
    return found.flatMap(({ dataPoints }): readonly DataPoint<unknown>[] => dataPoints);
  };
  return { meterProvider, points };
}

function setup(metrics?: SecretStoreMetrics): { provider: FaultyProvider; audit: RecordingAudit; store: SecretStore } {
  const provider = new FaultyProvider();
  const audit = new RecordingAudit();
  return { provider, audit, store: new SecretStore({ provider, audit, metrics }) };
}

const down = (): never => {
  throw new SecretStoreError('PROVIDER_UNAVAILABLE', 'The provider does not answer.');
};

afterEach(() => {
  api.disable();
});

describe('SecretStoreMetrics', () => {
  it('has each operation with its outcome and its seconds', async () => {
    const { meterProvider, points } = startSdk();
    const { store } = setup(new SecretStoreMetrics(meterProvider));
    await store.setSecret('k', 1);
    await store.setSecrets({ a: 1, b: 2 });
    await store.getSecret('k', z.number());
    await store.getSecret('k', z.number());
    await store.getSecret('missing', z.number());
    await expect(store.getSecret('k', z.string())).rejects.toThrow('does not fit');
    await expect(store.getSecret('', z.string())).rejects.toThrow('empty');
    await store.getSecrets({ a: z.number() });
    await store.listSecretKeys();
    await store.getSecretCount();
    await store.deleteSecret('missing');
    await store.deleteSecret('k');
    await store.deleteSecrets(['a']);
    const found = await points(DURATION);
    const outcomes = found.map(({ attributes, value }) => [
      `${String(attributes['operation'])} ${String(attributes['outcome'])}`,
      (value as { count: number }).count,
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({
      'set ok': 1,
      'set_batch ok': 1,
      'get ok': 2,
      'get not_found': 1,
      'get INVALID_SECRET': 1,
      'get INVALID_INPUT': 1,
      'get_batch ok': 1,
      'list ok': 1,
      'count ok': 1,
      'delete not_found': 1,
      'delete ok': 1,
      'delete_batch ok': 1,
    });
    for (const { attributes, value } of found) {
      expect(Object.keys(attributes).toSorted()).toEqual(['operation', 'outcome', 'provider']);
      expect(attributes['provider']).toBe('memory');
      expect((value as { sum: number }).sum).toBeGreaterThanOrEqual(0);
      expect((value as { sum: number }).sum).toBeLessThan(60); // seconds, not milliseconds since some epoch
    }
    expect(await points(ERRORS)).toEqual([]);
  });

  it('counts failed calls of the provider by code', async () => {
    const { meterProvider, points } = startSdk();
    const { provider, store } = setup(new SecretStoreMetrics(meterProvider));
    provider.before = down;
    await expect(store.getSecret('k', z.number())).rejects.toThrow('does not answer');
    await expect(store.setSecret('k', 1)).rejects.toThrow('does not answer');
    provider.before = () => {
      throw new Error('of somebody else');
    };
    await expect(store.getSecretCount()).rejects.toThrow('of somebody else');
    const found = await points(ERRORS);
    expect(found.map(({ attributes, value }) => ({ ...attributes, value }))).toEqual([
      { provider: 'memory', 'error.type': 'PROVIDER_UNAVAILABLE', value: 2 },
      { provider: 'memory', 'error.type': 'UNKNOWN', value: 1 },
    ]);
    const outcomes = (await points(DURATION)).map(({ attributes }) => attributes['outcome']);
    expect(outcomes).toEqual(['PROVIDER_UNAVAILABLE', 'PROVIDER_UNAVAILABLE', 'UNKNOWN']);
  });

  it('counts entries about failures that could not be made', async () => {
    const { meterProvider, points } = startSdk();
    const { provider, audit, store } = setup(new SecretStoreMetrics(meterProvider));
    provider.before = down;
    audit.onAppend = () => {
      throw new SecretStoreError('INVALID_INPUT', 'The log is full.');
    };
    await expect(store.getSecret('k', z.number())).rejects.toThrow('does not answer');
    expect((await points(ERRORS)).map(({ attributes }) => attributes)).toContainEqual({
      provider: 'audit',
      'error.type': 'INVALID_INPUT',
    });
  });

  it('counts how reads of the cache were served', async () => {
    const { meterProvider, points } = startSdk();
    const metrics = new SecretStoreMetrics(meterProvider);
    metrics.recordCacheRequest('hit');
    metrics.recordCacheRequest('hit', 4);
    metrics.recordCacheRequest('miss', 2);
    metrics.recordCacheRequest('joined', 0);
    const found = await points('kongflow.secret_store.cache.requests');
    expect(found.map(({ attributes, value }) => ({ ...attributes, value }))).toEqual([
      { result: 'hit', value: 5 },
      { result: 'miss', value: 2 },
    ]);
  });

  it('never has a key or an actor', async () => {
    const { meterProvider, points } = startSdk();
    const { provider, store } = setup(new SecretStoreMetrics(meterProvider));
    await store.as('canary-actor').scope('canary/').setSecret('canary-key', 'canary-value');
    provider.before = down;
    await store.getSecret('canary-key', z.string()).catch(() => undefined);
    const found = [...(await points(DURATION)), ...(await points(ERRORS))];
    expect(found.length).toBe(3);
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('is silent without an SDK', async () => {
    const { store } = setup();
    await store.setSecret('k', 1);
    expect(await store.getSecret('k', z.number())).toBe(1);
  });

  it('finds an SDK that is registered later, and the next one after that', async () => {
    const { store } = setup();
    await store.setSecret('k', 1);
    const first = startSdk();
    api.setGlobalMeterProvider(first.meterProvider);
    await store.getSecret('k', z.number());
    expect((await first.points(DURATION)).map(({ attributes }) => attributes['operation'])).toEqual(['get']);

    api.disable();
    const second = startSdk();
    api.setGlobalMeterProvider(second.meterProvider);
    await store.deleteSecret('k');
    expect((await second.points(DURATION)).map(({ attributes }) => attributes['operation'])).toEqual(['delete']);
  });

  it('is scraped by Prometheus', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true });
    const meterProvider = new MeterProvider({ readers: [exporter] });
    const metrics = new SecretStoreMetrics(meterProvider);
    const { provider, store } = setup(metrics);
    await store.setSecret('k', 1);
    metrics.recordCacheRequest('hit', 3);
    provider.before = down;
    await expect(store.getSecret('k', z.number())).rejects.toThrow('does not answer');

    const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const lines = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).split('\n');
    server.close();
    await meterProvider.shutdown();

    const value = (name: string, ...labels: string[]): string | undefined =>
      lines
        .find(
          (line) => line.startsWith(`kongflow_secret_store_${name}{`) && labels.every((each) => line.includes(each)),
        )
        ?.split('} ')[1];
    expect(lines).toContain('# TYPE kongflow_secret_store_operation_duration histogram');
    expect(value('operation_duration_count', 'operation="set"', 'provider="memory"', 'outcome="ok"')).toBe('1');
    expect(value('operation_duration_count', 'operation="get"', 'outcome="PROVIDER_UNAVAILABLE"')).toBe('1');
    expect(value('operation_duration_bucket', 'le="0.0001"')).toMatch(/^[01]$/);
    expect(value('operation_duration_bucket', 'le="+Inf"')).toBe('1');
    expect(value('provider_errors_total', 'error_type="PROVIDER_UNAVAILABLE"', 'provider="memory"')).toBe('1');
    expect(value('cache_requests_total', 'result="hit"')).toBe('3');
  });
});
