import { KongflowError } from '@kongflow/protocol';
import type { StoreContext } from './store-context.ts';

/** What an operation of the store is called in metrics. */
export type StoreOperation = 'get' | 'get_batch' | 'set' | 'set_batch' | 'delete' | 'delete_batch' | 'list' | 'count';

/** Runs an operation and records how long it took and what came of it. */
export async function measureOperation<Value>(
  { metrics, provider }: StoreContext,
  operation: StoreOperation,
  work: () => Promise<Value>,
  outcomeOf: (value: Value) => 'ok' | 'not_found' = () => 'ok',
): Promise<Value> {
  const start = performance.now();
  const record = (outcome: string): void =>
    metrics.recordOperation(operation, provider.name, outcome, (performance.now() - start) / 1000);
  let value: Value;
  try {
    value = await work();
  } catch (error) {
    record(errorCode(error));
    throw error;
  }
  record(outcomeOf(value));
  return value;
}

/** Calls the provider and counts what it throws. */
export async function callProvider<Value>(
  { metrics, provider }: StoreContext,
  call: () => Promise<Value>,
): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    metrics.recordProviderError(provider.name, errorCode(error));
    throw error;
  }
}

/** What metrics and the audit log call an error; never its message, as those of foreign errors may hold anything. */
export function errorCode(error: unknown): string {
  return error instanceof KongflowError ? error.code : 'UNKNOWN';
}
