import {
  field,
  isList,
  isNode,
  listField,
  nodeField,
  nodesField,
  numberField,
  type TreeNode,
  type TreeValue,
} from './tree.ts';

/**
 * A query and the queries around it: what a column reference counts its levels in.
 * References are (level, range table entry, column); every reader of the tree resolves them through here.
 */
export interface Scope {
  readonly query: TreeNode;
  readonly outer: Scope | undefined;
}

/** Kinds of range table entries (RTEKind). */
export const RTE = { relation: 0, subquery: 1, join: 2, function: 3, values: 5, cte: 6, group: 9 } as const;

/** Commands (CmdType). */
export const COMMAND = { select: 1, update: 2, insert: 3, delete: 4, merge: 5 } as const;

/** The query that a level counts from, 0 being the innermost. */
export function scopeAt(scope: Scope, levelsUp: number): Scope | undefined {
  let found: Scope | undefined = scope;
  for (let level = levelsUp; level > 0; level--) found = found?.outer;
  return found;
}

/** A range table entry by its number, from 1. */
export function rangeTableEntry(query: TreeNode, index: number): TreeNode | undefined {
  const entry = listField(query, 'rtable')[index - 1];
  return isNode(entry) ? entry : undefined;
}

/** The output columns of a query: the select list, or RETURNING. */
export function outputs(query: TreeNode): TreeNode[] {
  const list = numberField(query, 'commandType') === COMMAND.select ? 'targetList' : 'returningList';
  return nodesField(query, list).filter((entry) => field(entry, 'resjunk') !== 'true');
}

/** What an aggregate collects, without what it only sorts by. */
export function aggregated(aggregate: TreeNode): TreeValue[] {
  const args = nodesField(aggregate, 'args').filter((arg) => field(arg, 'resjunk') !== 'true');
  return args.map((arg) => field(arg, 'expr'));
}

/** The queries under a set operation, in reading order; a plain query is its own only arm. */
export function arms(scope: Scope): Scope[] {
  const setOperations = nodeField(scope.query, 'setOperations');
  return setOperations === undefined ? [scope] : armsOf(setOperations, scope);
}

function armsOf(operation: TreeNode, scope: Scope): Scope[] {
  if (operation.type !== 'RANGETBLREF') {
    return ['larg', 'rarg'].flatMap((side) => {
      const arm = nodeField(operation, side);
      return arm === undefined ? [] : armsOf(arm, scope);
    });
  }
  const entry = rangeTableEntry(scope.query, numberField(operation, 'rtindex'));
  const query = entry && nodeField(entry, 'subquery');
  return query === undefined ? [] : [{ query, outer: scope }];
}

/** The query behind a subquery or a CTE in FROM, with the scope it was written in. */
export function querySource(entry: TreeNode, scope: Scope): Scope | undefined {
  switch (numberField(entry, 'rtekind')) {
    case RTE.subquery: {
      const query = nodeField(entry, 'subquery');
      return query && { query, outer: scope };
    }
    case RTE.cte: {
      const home = scopeAt(scope, numberField(entry, 'ctelevelsup'));
      if (home === undefined) return undefined;
      const cte = nodesField(home.query, 'cteList').find(
        (candidate) => field(candidate, 'ctename') === field(entry, 'ctename'),
      );
      const query = cte && nodeField(cte, 'ctequery');
      return query && { query, outer: home };
    }
    default:
      return undefined;
  }
}

/** A column reference, resolved to where its table stands. */
export interface Reference {
  readonly scope: Scope;
  readonly entry: TreeNode;
  readonly column: number;
}

/** Resolves a VAR. */
export function resolve(variable: TreeNode, scope: Scope): Reference | undefined {
  const home = scopeAt(scope, numberField(variable, 'varlevelsup'));
  const entry = home && rangeTableEntry(home.query, numberField(variable, 'varno'));
  return home && entry && { scope: home, entry, column: numberField(variable, 'varattno') };
}

/** The expressions that a column of a join, of VALUES or of a grouping stands for. */
export function standsFor({ entry, column }: Reference): TreeValue[] {
  switch (numberField(entry, 'rtekind')) {
    case RTE.join:
      return [listField(entry, 'joinaliasvars')[column - 1] ?? null];
    case RTE.values:
      return listField(entry, 'values_lists').map((row) => (isList(row) ? (row[column - 1] ?? null) : null));
    case RTE.group:
      return [listField(entry, 'groupexprs')[column - 1] ?? null];
    default:
      return [];
  }
}

/** The function that yields a column of FROM, and whether rows of another function in the same ROWS FROM may pad it with nulls. */
export function functionSource({
  entry,
  column,
}: Reference): { call: TreeNode; padded: boolean; ordinality: boolean } | undefined {
  const functions = nodesField(entry, 'functions');
  let last = 0;
  for (const each of functions) {
    last += numberField(each, 'funccolcount');
    const call = nodeField(each, 'funcexpr');
    if (column <= last && call !== undefined) return { call, padded: functions.length > 1, ordinality: false };
  }
  const [first] = functions;
  const call = first && nodeField(first, 'funcexpr');
  return call && { call, padded: false, ordinality: true };
}

const CASTS = new Set([
  'RELABELTYPE',
  'COERCEVIAIO',
  'COERCETODOMAIN',
  'ARRAYCOERCEEXPR',
  'COLLATEEXPR',
  'NAMEDARGEXPR',
  'CONVERTROWTYPEEXPR',
]);

/** How a function call was written (CoercionForm). */
const CALL_FORM = { call: 0, explicitCast: 1, implicitCast: 2, sqlSyntax: 3 } as const;

/** Whether a function call is a cast in function's clothing, such as the length check of `varchar(100)`. */
export function isCastCall(expression: TreeNode): boolean {
  const form = numberField(expression, 'funcformat');
  return form === CALL_FORM.explicitCast || form === CALL_FORM.implicitCast;
}

/** The expression under its casts. */
export function withoutCasts(value: TreeValue | undefined): TreeNode | undefined {
  let expression = value;
  while (isNode(expression)) {
    if (CASTS.has(expression.type)) expression = field(expression, 'arg');
    else if (isCastCall(expression)) [expression] = listField(expression, 'args');
    else return expression;
  }
  return undefined;
}

/** Whether one of the casts around an expression is the author's own: it may cut short what a column would refuse. */
export function isCastByAuthor(value: TreeValue | undefined): boolean {
  let expression = value;
  while (isNode(expression)) {
    // What relabels a value cuts nothing, and says its form elsewhere.
    const form = expression.type === 'FUNCEXPR' ? 'funcformat' : 'coerceformat';
    if (numberField(expression, form) === CALL_FORM.explicitCast) return true;
    if (CASTS.has(expression.type)) expression = field(expression, 'arg');
    else if (isCastCall(expression)) [expression] = listField(expression, 'args');
    else return false;
  }
  return false;
}

/** The number of a `$n`, or 0 for anything else: sublinks and multiple assignments use PARAM nodes too. */
export function parameterNumber(value: TreeValue | undefined): number {
  const expression = withoutCasts(value);
  return expression?.type === 'PARAM' && numberField(expression, 'paramkind') === 0
    ? numberField(expression, 'paramid')
    : 0;
}
