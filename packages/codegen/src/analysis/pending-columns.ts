import type { TreeNode } from './tree.ts';

/** Output columns being decided: a recursive CTE is as free of nulls as its other branches. */
export class PendingColumns {
  readonly #pending = new Map<TreeNode, Set<number>>();

  /** Decides on an output column of a query, unless the decision has led back to it. */
  decide(query: TreeNode, column: number, decide: () => boolean): boolean {
    const pending = this.#pending.get(query) ?? new Set();
    if (pending.has(column)) return true;
    this.#pending.set(query, pending.add(column));
    try {
      return decide();
    } finally {
      pending.delete(column);
    }
  }
}
