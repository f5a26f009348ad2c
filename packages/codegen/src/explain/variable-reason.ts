import { rowFieldNotNull } from '../analysis/call-nulls.ts';
import type { Nullability } from '../analysis/nullability.ts';
import {
  COMMAND,
  functionSource,
  querySource,
  resolve,
  RTE,
  standsFor,
  type Reference,
  type Scope,
} from '../analysis/scope.ts';
import {
  isNode,
  listField,
  numberField,
  textField,
  nodeField,
  type TreeNode,
  type TreeValue,
} from '../analysis/tree.ts';
import { type Catalog, columnName, findColumn } from '../catalog/catalog.ts';

/** Whom to ask about what a column stands for. */
export interface Reasoner {
  readonly catalog: Catalog;
  readonly nullability: Nullability;
  readonly output: (scope: Scope, column: number) => string;
  readonly expression: (value: TreeValue | undefined, scope: Scope) => string;
}

const RETURNING = { old: 1, new: 2 } as const;

/** Why a column that an expression names is null at times, or never. */
export function variableReason(variable: TreeNode, scope: Scope, reasoner: Reasoner): string {
  const reference = resolve(variable, scope);
  if (reference === undefined) return 'unknown';
  const notNull = reasoner.nullability.expressionNotNull(variable, scope);
  const { query } = reference.scope;
  const name = nameOf(reference, reasoner.catalog);
  if (!notNull) {
    if (listField(query, 'groupingSets').length > 0) return `grouping sets leave ${name} out of some rows`;
    const missing = missingRow(variable, query);
    if (missing !== undefined) return missing;
    // Of "(b 3)" the b only says what kind of list it is.
    if (listField(variable, 'varnullingrels').length > 1) return `an outer join may find no row for ${name}`;
  }
  const own = referenceReason(reference, reasoner, name);
  return notNull && !own.notNull ? `the conditions let no row pass where ${name} is null` : own.reason;
}

function missingRow(variable: TreeNode, query: TreeNode): string | undefined {
  const command = numberField(query, 'commandType');
  const returning = numberField(variable, 'varreturningtype');
  if (command === COMMAND.insert && returning === RETURNING.old) return 'an INSERT has no old row';
  if (command === COMMAND.delete && returning === RETURNING.new) return 'a DELETE leaves no new row';
  if (command !== COMMAND.merge) return undefined;
  if (returning !== 0) return 'MERGE may have inserted, or deleted, and then one of old and new is missing';
  return numberField(variable, 'varno') === numberField(query, 'resultRelation')
    ? undefined
    : 'MERGE may have no row of the source';
}

function nameOf(reference: Reference, catalog: Catalog): string {
  const { entry, column, scope } = reference;
  const found = findColumn(catalog, numberField(entry, 'relid'), column);
  if (found !== undefined) return columnName(found);
  // A column of a join or of a grouping is called what it is called below.
  const [below] = standsFor(reference);
  const same = isNode(below) && below.type === 'VAR' ? resolve(below, scope) : undefined;
  if (same !== undefined) return nameOf(same, catalog);
  const alias = nodeField(entry, 'eref');
  const names = alias === undefined ? [] : listField(alias, 'colnames');
  const own = names[column - 1];
  const table = alias === undefined ? '' : textField(alias, 'aliasname');
  return typeof own === 'string' ? `${table}.${own}` : table;
}

function referenceReason(
  reference: Reference,
  { catalog, nullability, output, expression }: Reasoner,
  name: string,
): { notNull: boolean; reason: string } {
  const { entry, column, scope } = reference;
  const kind = numberField(entry, 'rtekind');
  const source = sourceOf(entry, scope, catalog);
  if (source !== undefined)
    return { notNull: nullability.outputNotNull(source, column), reason: output(source, column) };
  if (kind === RTE.relation) {
    if (column <= 0) return { notNull: true, reason: `${name} has a row here` };
    const notNull = findColumn(catalog, numberField(entry, 'relid'), column)?.column.notNull ?? false;
    return { notNull, reason: `${name} is ${notNull ? 'NOT NULL' : 'nullable'}` };
  }
  if (kind === RTE.function) {
    const call = functionSource(reference);
    if (call === undefined || call.padded)
      return { notNull: false, reason: `${name} is filled up with nulls where another function has more rows` };
    if (call.ordinality) return { notNull: true, reason: `${name} counts the rows` };
    if (rowFieldNotNull(catalog, call.call, column))
      return { notNull: true, reason: `a member of an object has ${name}` };
    return { notNull: nullability.expressionNotNull(call.call, scope), reason: expression(call.call, scope) };
  }
  const values = standsFor(reference);
  const notNull = values.length > 0 && values.every((value) => nullability.expressionNotNull(value, scope));
  const deciding = values.find((value) => nullability.expressionNotNull(value, scope) === notNull);
  return { notNull, reason: values.length === 0 ? `${name} may be null` : expression(deciding, scope) };
}

/** The query behind a range table entry, if it is one that has outputs of its own. */
function sourceOf(entry: TreeNode, scope: Scope, catalog: Catalog): Scope | undefined {
  const view = catalog.views.get(numberField(entry, 'relid'));
  return view === undefined ? querySource(entry, scope) : { query: view, outer: undefined };
}
