import type { Scope } from '../analysis/scope.ts';
import { forEachChild, type TreeNode } from '../analysis/tree.ts';

/** Visits a query and all queries in it, those in subqueries and CTEs included, each with what stands around it. */
export function forEachQuery(tree: TreeNode, visit: (scope: Scope) => void): void {
  forEachNode(tree, (node, scope) => {
    if (node === scope.query) visit(scope);
  });
}

/** Visits all nodes of a query, each with the innermost query that holds it; a query belongs to itself. */
export function forEachNode(tree: TreeNode, visit: (node: TreeNode, scope: Scope) => void): void {
  const enter = (query: TreeNode, outer: Scope | undefined): void => {
    const scope = { query, outer };
    visit(query, scope);
    const descend = (node: TreeNode): void => {
      if (node.type === 'QUERY') {
        enter(node, scope);
        return;
      }
      visit(node, scope);
      forEachChild(node, descend);
    };
    forEachChild(query, descend);
  };
  enter(tree, undefined);
}
