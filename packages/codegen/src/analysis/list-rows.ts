import type { ParameterNulls } from './nullability.ts';
import { parameterNumber } from './scope.ts';
import { listField, nodeField, nodesField, type TreeNode } from './tree.ts';

/** Whether a function in FROM unnests the arrays of one list of objects, so that none is padded. */
export function unnestsRows(entry: TreeNode, parameters: readonly ParameterNulls[]): boolean {
  return nodesField(entry, 'functions').every((each) => {
    const call = nodeField(each, 'funcexpr');
    const array = call === undefined ? 0 : parameterNumber(listField(call, 'args')[0]);
    return parameters[array - 1]?.ofRows === true;
  });
}
