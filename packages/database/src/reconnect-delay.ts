/**
 * How long to wait before the database is asked again: doubles from 50 ms to 5 s, of which a random half is left out,
 * so that processes that lost it together do not come back together.
 *
 * @param failures failures in a row, from 1.
 * @returns milliseconds.
 */
export function reconnectDelayMs(failures: number): number {
  const ceiling = Math.min(5000, 50 * 2 ** Math.min(failures - 1, 10));
  return ceiling * (0.5 + Math.random() / 2);
}
