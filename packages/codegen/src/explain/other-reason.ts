import { listField, type TreeNode } from '../analysis/tree.ts';

/** What may be null whatever it is made of, in words. */
const MAY_BE_NULL: Readonly<Record<string, string>> = {
  FIELDSELECT: 'a field of a composite value may be null, whatever the value is',
  SUBSCRIPTINGREF: 'there may be no such element, or a null in its place',
  NULLIFEXPR: 'nullif() is null when both are equal',
  XMLEXPR: 'xmlelement() and its like are not known never to be null',
  JSONEXPR: 'JSON_VALUE() and its like are null of a null, and where there is nothing to find',
  JSONCONSTRUCTOREXPR: 'this JSON constructor may be null',
  JSONISPREDICATE: 'IS JSON of a null is null',
  FIELDSTORE: 'a composite value that is stored in part may be null',
};

/** Why an expression may be null that is neither a cast nor anything that the analysis knows more about. */
export function otherReason(expression: TreeNode, notNull: boolean): string {
  const { type } = expression;
  if (notNull) return type === 'JSONCONSTRUCTOREXPR' ? 'this JSON constructor is never null' : 'this is never null';
  if (type === 'SUBSCRIPTINGREF' && listField(expression, 'reflowerindexpr').length > 0)
    return 'a slice of an array is not known never to be null';
  return MAY_BE_NULL[type] ?? `${type.toLowerCase()} is not known never to be null`;
}

/** Nodes that are as null as what is in them. */
export const CASTS: ReadonlySet<string> = new Set([
  'RELABELTYPE',
  'COERCEVIAIO',
  'COERCETODOMAIN',
  'ARRAYCOERCEEXPR',
  'CONVERTROWTYPEEXPR',
  'COLLATEEXPR',
  'NAMEDARGEXPR',
]);
