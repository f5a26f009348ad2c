import type { Catalog } from '../catalog/catalog.ts';
import { COMMAND, querySource, rangeTableEntry, RTE, withoutCasts, type Scope } from './scope.ts';
import { field, flag, listField, nodeField, nodesField, numberField, type TreeNode } from './tree.ts';

/** How many rows a query returns, as far as its tree proves it. */
export type RowCount = 'one' | 'at-most-one' | 'any';

const ON_CONFLICT_DO_NOTHING = 1;
/** FETCH FIRST … WITH TIES. */
const WITH_TIES = 1;
const INNER_JOIN = 0;
const LEFT_JOIN = 1;

/** Counts the rows of a query: aggregates, inserts of one row, selects from nothing, and joins of those. */
export function rowCount(catalog: Catalog, scope: Scope): RowCount {
  const { query } = scope;
  switch (numberField(query, 'commandType')) {
    case COMMAND.insert:
      return insertCount(catalog, scope);
    case COMMAND.select:
      return selectCount(catalog, scope);
    default:
      return 'any';
  }
}

function insertCount(catalog: Catalog, scope: Scope): RowCount {
  const conflict = nodeField(scope.query, 'onConflict');
  const target = rangeTableEntry(scope.query, numberField(scope.query, 'resultRelation'));
  const skips =
    (target !== undefined && catalog.dropping.has(numberField(target, 'relid'))) ||
    (conflict !== undefined &&
      (numberField(conflict, 'action') === ON_CONFLICT_DO_NOTHING ||
        field(conflict, 'onConflictWhere') !== null ||
        othersWriteThere(catalog, scope)));
  // "VALUES (unnest($1))" is allowed where there is one row of values.
  const rows = flag(scope.query, 'hasTargetSRFs') ? 'any' : fromCount(catalog, scope);
  return skips ? atMost(rows) : rows;
}

/** Whether another part of the statement writes to the table of an insert: a row that it changed is not updated again. */
function othersWriteThere(catalog: Catalog, scope: Scope): boolean {
  const writers = new Set<TreeNode>();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const parts = [at.query, ...nodesField(at.query, 'cteList').map((cte) => nodeField(cte, 'ctequery'))];
    // What only reads has no target.
    for (const part of parts) if (part !== undefined) writers.add(part);
  }
  writers.delete(scope.query);
  const own = targetOf(scope.query);
  // What is written through a view may be any table.
  return [...writers].some((other) => targetOf(other) === own || catalog.views.has(targetOf(other)));
}

/** The oid of the table that a query writes to. */
function targetOf(query: TreeNode): number {
  const target = rangeTableEntry(query, numberField(query, 'resultRelation'));
  return target === undefined ? 0 : numberField(target, 'relid');
}

function selectCount(catalog: Catalog, scope: Scope): RowCount {
  const { query } = scope;
  if (nodeField(query, 'setOperations') !== undefined || flag(query, 'hasTargetSRFs')) return 'any';
  const grouped = listField(query, 'groupClause').length > 0 || listField(query, 'groupingSets').length > 0;
  const single = flag(query, 'hasAggs') && !grouped ? 'one' : grouped ? 'any' : fromCount(catalog, scope);
  const cut = field(query, 'limitOffset') !== null || field(query, 'havingQual') !== null;
  const rows = cut ? atMost(single) : single;
  const limit = withoutCasts(field(query, 'limitCount'));
  // LIMIT ALL and LIMIT NULL are one constant.
  if (limit === undefined || flag(limit, 'constisnull')) return rows;
  if (numberField(query, 'limitOption') === WITH_TIES) return atMost(rows);
  if (isConstantOne(limit)) return rows === 'one' ? 'one' : 'at-most-one';
  return atMost(rows);
}

function atMost(rows: RowCount): RowCount {
  return rows === 'one' ? 'at-most-one' : rows;
}

/** `LIMIT 1`: the number is the datum's bytes. */
export function isConstantOne(limit: TreeNode): boolean {
  const [, , first, ...rest] = listField(limit, 'constvalue');
  return first === '1' && rest.every((byte) => byte === '0' || byte === ']');
}

function fromCount(catalog: Catalog, scope: Scope): RowCount {
  const jointree = nodeField(scope.query, 'jointree');
  if (jointree === undefined) return 'any';
  const rows = product(nodesField(jointree, 'fromlist').map((item) => itemCount(catalog, item, scope)));
  return field(jointree, 'quals') === null ? rows : atMost(rows);
}

/** Rows of a cross product. */
function product(counts: readonly RowCount[]): RowCount {
  if (counts.includes('any')) return 'any';
  return counts.includes('at-most-one') ? 'at-most-one' : 'one';
}

function itemCount(catalog: Catalog, item: TreeNode, scope: Scope): RowCount {
  if (item.type === 'RANGETBLREF')
    return entryCount(catalog, rangeTableEntry(scope.query, numberField(item, 'rtindex')), scope);
  const side = (name: string): RowCount => {
    const child = nodeField(item, name);
    return child === undefined ? 'any' : itemCount(catalog, child, scope);
  };
  switch (numberField(item, 'jointype')) {
    case INNER_JOIN: {
      const rows = product([side('larg'), side('rarg')]);
      return field(item, 'quals') === null ? rows : atMost(rows);
    }
    case LEFT_JOIN:
      return side('rarg') === 'any' ? 'any' : side('larg');
    default:
      return 'any';
  }
}

function entryCount(catalog: Catalog, entry: TreeNode | undefined, scope: Scope): RowCount {
  if (entry === undefined) return 'any';
  if (numberField(entry, 'rtekind') === RTE.values)
    return listField(entry, 'values_lists').length === 1 ? 'one' : 'any';
  const source = querySource(entry, scope);
  return source === undefined ? 'any' : rowCount(catalog, source);
}
