import type { Catalog } from '../catalog/catalog.ts';
import { TOTAL_FUNCTIONS, TOTAL_STRICT_FUNCTIONS } from './known-functions.ts';
import { isCastCall, withoutCasts, type Scope } from './scope.ts';
import {
  field,
  flag,
  forEachChild,
  isList,
  isNode,
  listField,
  numberField,
  type TreeNode,
  type TreeValue,
} from './tree.ts';

/** Whether a call is null: as its arguments are, as the first of them is, as the elements are of what it unnests. */
export type CallNulls = 'never' | 'as-arguments' | 'as-first' | 'as-elements' | 'perhaps';

/** A format, what goes between, or an array: the values that follow may be null. */
export const FIRST_DECIDES: ReadonlySet<string> = new Set(['format', 'concat_ws', 'array_remove', 'array_replace']);

/** Built-ins of one name whose other kinds are never null, by oid, which is the same in every version of PostgreSQL. */
const PARTIAL = {
  /** JSON's null becomes SQL's: casts of jsonb to bool, numeric, int2, int4, int8, float4 and float8. */
  jsonbCasts: new Set([3556, 3449, 3450, 3451, 3452, 3453, 2580]),
  /** An infinite timestamp or timestamptz has no time of day: casts to time and timetz. */
  timeCasts: new Set([1316, 2019, 1388]),
  /** A range without a bound: lower() and upper() of ranges and multiranges. */
  bounds: new Set([3848, 3849, 4235, 4236]),
  /** A pattern that does not match: substring() of a regular expression, and of SIMILAR. */
  patterns: new Set([2073, 2074]),
  /** Null for an infinite time, and for an empty format: to_char of a timestamptz, a timestamp and an interval. */
  timeFormats: new Set([1770, 2049, 1768]),
  /** Null for an infinite time, but for some fields: extract() and date_part() of what can be infinite. */
  timeParts: new Set([6199, 6202, 6203, 6204, 1171, 1172, 1384, 2021]),
};

/** Fields that an infinite time has, as infinity. */
const ENDLESS_FIELDS = new Set(['epoch', 'year', 'decade', 'century', 'millennium']);

/** Functions that return the time. */
const CLOCKS = new Set(['now', 'statement_timestamp', 'clock_timestamp', 'transaction_timestamp']);

/** Functions of a time that is finite if theirs is; the time is the last of the arguments. */
const CALENDAR = new Set(['date_trunc', 'timezone']);

/** What is known of a function call about nulls. */
export function callNulls(catalog: Catalog, call: TreeNode, { query }: Scope): CallNulls {
  const id = numberField(call, 'funcid');
  const routine = catalog.routines.get(id);
  if (routine?.builtIn !== true) return 'perhaps';
  const { name } = routine;
  const args = listField(call, 'args');
  if (flag(call, 'funcretset')) {
    // Of several in one select list, the shorter are filled up with nulls.
    if (rowMakers(query) > 1) return 'perhaps';
    if (name === 'unnest') return 'as-elements';
    // The third argument of string_to_table is what becomes null. The others make no row of a null.
    return TOTAL_STRICT_FUNCTIONS.has(name) && !(name === 'string_to_table' && args.length === 3) ? 'never' : 'perhaps';
  }
  if (isCastCall(call)) return losesValues(catalog, call) ? 'perhaps' : 'as-arguments';
  // With VARIADIC, an array that is null makes the result null.
  if (TOTAL_FUNCTIONS.has(name)) return flag(call, 'funcvariadic') ? 'as-arguments' : 'never';
  if (!TOTAL_STRICT_FUNCTIONS.has(name)) return 'perhaps';
  const [first, second] = args;
  if (PARTIAL.bounds.has(id) || PARTIAL.patterns.has(id)) return 'perhaps';
  if (FIRST_DECIDES.has(name) && !flag(call, 'funcvariadic')) return 'as-first';
  if (PARTIAL.timeFormats.has(id))
    return isFinite(catalog, first) && constantText(second) !== '' ? 'as-arguments' : 'perhaps';
  if (PARTIAL.timeParts.has(id))
    return ENDLESS_FIELDS.has(constantText(first)) || isFinite(catalog, second) ? 'as-arguments' : 'perhaps';
  return 'as-arguments';
}

/** Whether a cast may make a null of what is none. */
function losesValues(catalog: Catalog, cast: TreeNode): boolean {
  const id = numberField(cast, 'funcid');
  return PARTIAL.jsonbCasts.has(id) || (PARTIAL.timeCasts.has(id) && !isFinite(catalog, listField(cast, 'args')[0]));
}

/** Whether a cast of an array, by what it does to each element, may make nulls. */
export function makesNulls(catalog: Catalog, element: TreeValue): boolean {
  if (!isNode(element)) return false;
  if (
    element.type === 'FUNCEXPR' &&
    (losesValues(catalog, element) || catalog.routines.get(numberField(element, 'funcid'))?.builtIn !== true)
  )
    return true;
  return [field(element, 'arg'), ...listField(element, 'args')].some((inner) => makesNulls(catalog, inner));
}

/** How many calls in a select list make rows. */
export function rowMakers(query: TreeNode): number {
  let count = 0;
  const visit = (node: TreeNode): void => {
    if (node.type === 'QUERY') return;
    if (flag(node, 'funcretset')) count += 1;
    forEachChild(node, visit);
  };
  forEachChild(field(query, 'targetList'), visit);
  return count;
}

/** Whether a time is that of a clock, or made of it by what leaves it finite. */
function isFinite(catalog: Catalog, value: TreeValue | undefined): boolean {
  const expression = withoutCasts(value);
  if (expression === undefined) return false;
  if (expression.type === 'SQLVALUEFUNCTION') return true;
  const routine = catalog.routines.get(numberField(expression, 'funcid'));
  if (routine?.builtIn !== true) return false;
  return (
    CLOCKS.has(routine.name) ||
    (CALENDAR.has(routine.name) &&
      isFinite(catalog, listField(expression, 'args').at(routine.name === 'timezone' ? -1 : 1)))
  );
}

/** The text of a constant of type text, in lower case; '' for anything else: a cast may have cut it. */
function constantText(value: TreeValue | undefined): string {
  const datum = isNode(value) ? field(value, 'constvalue') : undefined;
  if (!isList(datum)) return '';
  // Four bytes of length come first.
  const bytes = datum.slice(datum.indexOf('[') + 5, -1).map(Number);
  return Buffer.from(bytes.map((byte) => byte & 255))
    .toString('utf8')
    .toLowerCase();
}

/** Whether a node stands for what the session says, which is there but for a schema to create things in. */
export function sessionValueNotNull(value: TreeNode): boolean {
  return numberField(value, 'op') !== CURRENT_SCHEMA;
}

/** Among the kinds of values of the session (SQLValueFunctionOp). */
const CURRENT_SCHEMA = 14;

/** Functions in FROM of the members of an object, and how many of their columns are never null. */
const MEMBERS: Readonly<Record<string, number>> = {
  json_each: 2,
  jsonb_each: 2,
  json_each_text: 1,
  jsonb_each_text: 1,
};

/** Whether a column, counted from 1, of the rows that a function in FROM returns is never null. */
export function rowFieldNotNull(catalog: Catalog, call: TreeNode, column: number): boolean {
  const routine = catalog.routines.get(numberField(call, 'funcid'));
  return routine?.builtIn === true && column <= (MEMBERS[routine.name] ?? 0);
}

/** The type of a row without a name. */
const RECORD = 2249;

/** Whether a value of a function in FROM is a row, whose columns may be null though it is not. */
export function returnsRows(catalog: Catalog, call: TreeNode): boolean {
  const type = numberField(call, 'funcresulttype');
  return type === RECORD || catalog.types.get(type)?.kind === 'c';
}
