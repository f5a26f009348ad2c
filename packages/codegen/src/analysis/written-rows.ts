import { findColumn, type Catalog } from '../catalog/catalog.ts';
import { outputOrigin } from './origin.ts';
import { COMMAND, rangeTableEntry } from './scope.ts';
import { numberField, type TreeNode } from './tree.ts';

/** What RETURNING shows of a relation: nothing that is known of, its new rows, or the rows that were there. */
export type Shown = 'unknown' | 'written' | 'read';

/** What a query shows of a range table entry. */
export function shownOf(catalog: Catalog, entry: TreeNode, query: TreeNode): Shown {
  const command = numberField(query, 'commandType');
  if (command === COMMAND.select || rangeTableEntry(query, numberField(query, 'resultRelation')) !== entry)
    return 'read';
  if (catalog.replacing.has(numberField(entry, 'relid'))) return 'unknown';
  return command === COMMAND.delete ? 'read' : 'written';
}

/** Whether a column of a row that was written is never null: a view's conditions say nothing of it, only the table under it. */
export function writtenNotNull(catalog: Catalog, relation: number, column: number): boolean {
  const view = catalog.views.get(relation);
  if (view === undefined) return findColumn(catalog, relation, column)?.column.notNull ?? false;
  const origin = outputOrigin(catalog, { query: view, outer: undefined }, column);
  return origin !== undefined && writtenNotNull(catalog, origin.table.oid, origin.column.attnum);
}
