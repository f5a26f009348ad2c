import { numberField, type TreeNode } from './tree.ts';

/** Where each kind of node says what type its value is of; whatever has a `resulttype` says it there. */
const TYPE_FIELDS: Readonly<Record<string, string>> = {
  VAR: 'vartype',
  CONST: 'consttype',
  FUNCEXPR: 'funcresulttype',
  OPEXPR: 'opresulttype',
  AGGREF: 'aggtype',
  WINDOWFUNC: 'wintype',
  ROWEXPR: 'row_typeid',
  CASEEXPR: 'casetype',
  COALESCEEXPR: 'coalescetype',
  MINMAXEXPR: 'minmaxtype',
};

/** The oid of an expression's type; 0 where the node does not say it, for arrays that are written out, and for parameters. */
export function expressionType(expression: TreeNode): number {
  return numberField(expression, TYPE_FIELDS[expression.type] ?? 'resulttype');
}
