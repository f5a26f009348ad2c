import { withoutCasts } from '../analysis/scope.ts';
import { flag, listField, numberField, type TreeNode } from '../analysis/tree.ts';
import { forEachNode } from './walk.ts';

const BOOLEAN = 16;

/** The comparisons of a statement one side of which is NULL itself: none is ever true. */
export function nullComparisons(tree: TreeNode): TreeNode[] {
  const found: TreeNode[] = [];
  forEachNode(tree, (node) => {
    // An operator such as "=": IS DISTINCT FROM and nullif are nodes of another type.
    if (node.type !== 'OPEXPR' || numberField(node, 'opresulttype') !== BOOLEAN) return;
    const sides = listField(node, 'args').map(withoutCasts);
    if (sides.some((side) => side?.type === 'CONST' && flag(side, 'constisnull'))) found.push(node);
  });
  return found;
}
