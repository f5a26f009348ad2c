import type { Catalog } from '../catalog/catalog.ts';
import { rowCount } from './row-count.ts';
import { querySource, rangeTableEntry, type Scope } from './scope.ts';
import { field, forEachChild, listField, nodeField, numberField, type TreeNode } from './tree.ts';

const LEFT_JOIN = 1;

/**
 * The left joins of a query whose right side is always there, as their numbers in its range table: a subquery of one
 * row that no condition can lose, as in `LEFT JOIN LATERAL (SELECT count(*) …) AS counts ON true`.
 */
export function certainJoins(catalog: Catalog, scope: Scope): Set<string> {
  const certain = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (node.type === 'JOINEXPR') {
      if (isCertain(catalog, node, scope)) certain.add(String(numberField(node, 'rtindex')));
      for (const side of ['larg', 'rarg']) {
        const child = nodeField(node, side);
        if (child !== undefined) visit(child);
      }
    } else {
      forEachChild(field(node, 'fromlist'), visit);
    }
  };
  const jointree = nodeField(scope.query, 'jointree');
  if (jointree !== undefined) visit(jointree);
  return certain;
}

function isCertain(catalog: Catalog, join: TreeNode, scope: Scope): boolean {
  const right = nodeField(join, 'rarg');
  if (right === undefined || numberField(join, 'jointype') !== LEFT_JOIN || !isTrue(nodeField(join, 'quals')))
    return false;
  const entry = rangeTableEntry(scope.query, numberField(right, 'rtindex'));
  const source = entry && querySource(entry, scope);
  return source !== undefined && rowCount(catalog, source) === 'one';
}

/** `ON true`: of the datum, its length and a bracket come first. */
function isTrue(condition: TreeNode | undefined): boolean {
  if (condition === undefined) return true;
  const [, , value] = listField(condition, 'constvalue');
  return value === '1';
}
