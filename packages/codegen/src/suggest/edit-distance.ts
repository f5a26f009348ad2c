/**
 * How many letters have to be put in, left out, replaced or exchanged with their neighbour to make one word the other:
 * the distance of typing mistakes (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  const from = Array.from(a);
  const to = Array.from(b);
  let beforeLast: number[] = [];
  let last = to.map((_, index) => index);
  last.push(to.length);
  for (const [row, letter] of from.entries()) {
    const current = [row + 1];
    for (const [column, other] of to.entries()) {
      const replaced = at(last, column) + (letter === other ? 0 : 1);
      const exchanged =
        row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === other
          ? at(beforeLast, column - 1) + 1
          : replaced;
      current.push(Math.min(at(last, column + 1) + 1, at(current, column) + 1, replaced, exchanged));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
