import { batchCases } from './batch-cases.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { keyCases } from './key-cases.ts';
import { listingCases } from './listing-cases.ts';
import { raceCases } from './race-cases.ts';
import { transactionCases } from './transaction-cases.ts';
import { valueCases } from './value-cases.ts';

export type { ConformanceCase } from './conformance-case.ts';

/**
 * The contract of `SecretProvider`, case by case, for any test runner. Providers with a `database` are held to its
 * transactions, the others have to refuse them.
 *
 * @example
 * import { secretProviderConformance } from '@kongflow/secret-store/conformance';
 *
 * describe('MyProvider', () => {
 *   for (const { name, run } of secretProviderConformance) it(name, () => run(new MyProvider()));
 * });
 */
export const secretProviderConformance: readonly ConformanceCase[] = [
  ...valueCases,
  ...batchCases,
  ...keyCases,
  ...listingCases,
  ...raceCases,
  ...transactionCases,
];
