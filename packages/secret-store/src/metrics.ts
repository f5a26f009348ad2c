import { type Counter, type Histogram, type MeterProvider, metrics } from '@opentelemetry/api';

/** How a cached read was served: from memory, as known to be absent, by joining a read under way, or by reading. */
export type CacheResult = 'hit' | 'negative_hit' | 'joined' | 'miss';

interface Instruments {
  readonly provider: MeterProvider;
  readonly duration: Histogram;
  readonly cacheRequests: Counter;
  readonly providerErrors: Counter;
}

/**
 * The metrics of the store, through the OpenTelemetry API: silent where the host has no SDK.
 *
 * - `kongflow.secret_store.operation.duration` (histogram, seconds): what callers of `SecretStore` wait for, with provider
 *   and audit log. `operation` is `get`, `set`, `delete`, the same with `_batch`, `list` or `count`; `provider` is the
 *   provider's name; `outcome` is `ok`, `not_found` (`get` and `delete`) or the code of the error.
 * - `kongflow.secret_store.provider.errors` (counter): calls of providers that failed, each try of a transaction by itself.
 *   `provider` as above, or `audit` for an entry that could not be made when nobody could be told; `error.type` is the code.
 * - `kongflow.secret_store.cache.requests` (counter): `result`, see `CacheResult`.
 *
 * None carries a key or an actor: there would be as many series as secrets. An error that has no code of ours counts as
 * `UNKNOWN`. Prometheus has them as `kongflow_secret_store_operation_duration` (with `_seconds` behind it when they come by
 * way of the OpenTelemetry Collector), `kongflow_secret_store_provider_errors_total` and
 * `kongflow_secret_store_cache_requests_total`.
 *
 * @example
 * const exporter = new PrometheusExporter({ port: 9464 }); // of @opentelemetry/exporter-prometheus
 * metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
 */
export class SecretStoreMetrics {
  readonly #meterProvider: MeterProvider | undefined;
  #instruments: Instruments | undefined;

  /** @param meterProvider default: the global one, also when it is registered later. */
  constructor(meterProvider?: MeterProvider) {
    this.#meterProvider = meterProvider;
  }

  /** @param seconds how long it took. */
  recordOperation(operation: string, provider: string, outcome: string, seconds: number): void {
    this.#get().duration.record(seconds, { operation, provider, outcome });
  }

  /** @param count keys that were served so. Default 1. */
  recordCacheRequest(result: CacheResult, count = 1): void {
    if (count > 0) this.#get().cacheRequests.add(count, { result });
  }

  /** @param code the error's code. */
  recordProviderError(provider: string, code: string): void {
    this.#get().providerErrors.add(1, { provider, 'error.type': code });
  }

  // Instruments of the API's placeholder stay silent for ever: when the host registers its SDK, they are made anew.
  #get(): Instruments {
    const provider = this.#meterProvider ?? metrics.getMeterProvider();
    if (this.#instruments?.provider === provider) return this.#instruments;
    const meter = provider.getMeter('@kongflow/secret-store');
    this.#instruments = {
      provider,
      duration: meter.createHistogram('kongflow.secret_store.operation.duration', {
        description: 'Duration of secret store operations.',
        unit: 's',
        advice: { explicitBucketBoundaries: [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5] },
      }),
      cacheRequests: meter.createCounter('kongflow.secret_store.cache.requests', {
        description: 'Secrets asked of the cache, by how they were served.',
        unit: '{request}',
      }),
      providerErrors: meter.createCounter('kongflow.secret_store.provider.errors', {
        description: 'Failed calls of providers.',
        unit: '{error}',
      }),
    };
    return this.#instruments;
  }
}
