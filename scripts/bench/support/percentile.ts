/**
 * The nearest-rank percentile: the smallest value that so many percent of the values do not exceed.
 *
 * @param percent from 0 to 100
 * @returns NaN for no values
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** A figure of a table, with one decimal, right-aligned. */
export function format(value: number): string {
  return value.toFixed(1).padStart(6);
}
