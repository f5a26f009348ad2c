import type { Catalog } from '../catalog/catalog.ts';
import { listField, type TreeNode, type TreeValue } from './tree.ts';

/** Two values that stand in the same place of two rows. */
export interface ComparedPair {
  readonly operator: number;
  readonly left: TreeValue;
  readonly right: TreeValue;
}

/** `(a, b) < (c, d)`, pair by pair: a pair is looked at when those before it are equal. */
export function comparedPairs(comparison: TreeNode): ComparedPair[] {
  // "(o 97 664)": the list says first what it is of.
  const [, ...operators] = listField(comparison, 'opnos');
  const right = listField(comparison, 'rargs');
  return listField(comparison, 'largs').map((left, index) => ({
    operator: Number(operators[index]),
    left,
    right: right[index] ?? null,
  }));
}

/** The values of which none is null when it is known how two rows compare: those of the first pair. */
export function knownByComparison(comparison: TreeNode, catalog: Catalog): TreeValue[] {
  const [first] = comparedPairs(comparison);
  return first !== undefined && catalog.operators.get(first.operator)?.strict === true ? [first.left, first.right] : [];
}

/** The values of which one is null when it is not known how two rows compare; nothing where that may have another reason. */
export function neededByComparison(comparison: TreeNode, catalog: Catalog): TreeValue[] | undefined {
  const pairs = comparedPairs(comparison);
  const isOwn = pairs.every(({ operator }) => catalog.operators.get(operator)?.builtIn === true);
  return isOwn ? pairs.flatMap(({ left, right }) => [left, right]) : undefined;
}
