import { findColumn, type Catalog, type Column } from '../catalog/catalog.ts';
import { outputOrigin } from './origin.ts';
import { COMMAND, rangeTableEntry } from './scope.ts';
import { numberField, type TreeNode } from './tree.ts';

/** What RETURNING shows of a relation: nothing that is known of, its new rows, or the rows that were there. */
export type Shown = 'unknown' | 'written' | 'read';

/** What a query shows of a range table entry. */
export function shownOf(catalog: Catalog, entry: TreeNode, query: TreeNode): Shown {
  if (rangeTableEntry(query, numberField(query, 'resultRelation')) !== entry) return 'read';
  if (catalog.replacing.has(numberField(entry, 'relid'))) return 'unknown';
  return numberField(query, 'commandType') === COMMAND.delete ? 'read' : 'written';
}

/** What tells of nulls in a row that was written: a view's conditions say nothing of it, only the table under it. */
export function writtenColumn(catalog: Catalog, relation: number, column: number): Column | undefined {
  const view = catalog.views.get(relation);
  if (view === undefined) return findColumn(catalog, relation, column)?.column;
  const origin = outputOrigin(catalog, { query: view, outer: undefined }, column);
  return origin && writtenColumn(catalog, origin.table.oid, origin.column.attnum);
}
