import { FIRST_DECIDES } from '../analysis/call-nulls.ts';
import {
  COLLECTING_AGGREGATES,
  NEVER_NULL_AGGREGATES,
  SKIPPING_AGGREGATES,
  TOTAL_FUNCTIONS,
  TOTAL_STRICT_FUNCTIONS,
  isNeverNullOperator,
  isTotalOperator,
} from '../analysis/known-functions.ts';
import { rowMakers } from '../analysis/call-nulls.ts';
import type { Nullability } from '../analysis/nullability.ts';
import { rowCount } from '../analysis/row-count.ts';
import { aggregated, isCastCall, scopeAt, type Scope } from '../analysis/scope.ts';
import {
  field,
  flag,
  isNode,
  listField,
  nodeField,
  nodesField,
  numberField,
  type TreeNode,
  type TreeValue,
} from '../analysis/tree.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { CASTS, otherReason } from './other-reason.ts';
import { variableReason } from './variable-reason.ts';

const SUBLINK = { exists: 0, all: 1, any: 2, scalar: 4, array: 6 } as const;

/** What is what it is whatever is in it, in words. */
const NEVER_NULL: Readonly<Record<string, string>> = {
  ARRAYEXPR: 'ARRAY[…]',
  ROWEXPR: 'ROW(…)',
  NULLTEST: 'a test for null',
  BOOLEANTEST: 'IS TRUE and its like',
  DISTINCTEXPR: 'IS DISTINCT FROM',
  SQLVALUEFUNCTION: 'a value of the session',
  GROUPINGFUNC: 'GROUPING()',
  MERGESUPPORTFUNC: 'merge_action()',
};

/** What an expression's being null, or never null, hangs on. */
export class ExpressionReasons {
  readonly #catalog: Catalog;
  readonly #nullability: Nullability;
  readonly #parameters: readonly string[];
  readonly #output: (scope: Scope, column: number) => string;

  /** @param output the reason for an output column of another query */
  constructor(
    catalog: Catalog,
    nullability: Nullability,
    parameters: readonly string[],
    output: (scope: Scope, column: number) => string,
  ) {
    this.#catalog = catalog;
    this.#nullability = nullability;
    this.#parameters = parameters;
    this.#output = output;
  }

  reason(value: TreeValue | undefined, scope: Scope): string {
    if (!isNode(value)) return 'unknown';
    const args = listField(value, 'args');
    const notNull = this.#nullability.expressionNotNull(value, scope);
    const never = NEVER_NULL[value.type];
    if (never !== undefined && notNull) return `${never} is never null`;
    switch (value.type) {
      case 'CONST':
        return notNull ? 'a constant' : 'NULL is written there';
      case 'PARAM': {
        const name = this.#parameters[numberField(value, 'paramid') - 1] ?? '?';
        return `:${name} is ${notNull ? 'never' : 'perhaps'} null`;
      }
      case 'VAR':
        return variableReason(value, scope, {
          catalog: this.#catalog,
          nullability: this.#nullability,
          output: this.#output,
          expression: (inner, at) => this.reason(inner, at),
        });
      case 'COALESCEEXPR':
        return this.#firstThatHolds(args, scope, notNull, 'coalesce()');
      case 'MINMAXEXPR':
        return this.#firstThatHolds(args, scope, notNull, 'greatest() or least()');
      case 'CASEEXPR':
        return this.#caseReason(value, scope, notNull);
      case 'BOOLEXPR':
        return this.#operands(args, scope, notNull, 'AND, OR and NOT');
      case 'OPEXPR':
      case 'SCALARARRAYOPEXPR':
        return this.#operatorReason(value, scope, notNull);
      case 'SUBLINK':
        return this.#sublinkReason(value, scope, notNull);
      case 'AGGREF':
        return this.#aggregateReason(value, scope, notNull);
      case 'WINDOWFUNC': {
        const name = this.#nameOf(value, 'winfnoid');
        return notNull ? `${name}() is never null` : `the window function ${name}() may be null`;
      }
      case 'FUNCEXPR':
        return this.#callReason(value, scope, notNull);
      case 'COERCETODOMAIN':
        return notNull && !this.#holds(field(value, 'arg'), scope)
          ? 'its domain lets no null pass'
          : this.reason(field(value, 'arg'), scope);
      default:
        return CASTS.has(value.type) ? this.reason(field(value, 'arg'), scope) : otherReason(value, notNull);
    }
  }

  #nameOf(call: TreeNode, idField: string): string {
    return this.#catalog.routines.get(numberField(call, idField))?.name ?? 'a function';
  }

  #isBuiltIn(call: TreeNode, idField: string): boolean {
    return this.#catalog.routines.get(numberField(call, idField))?.builtIn === true;
  }

  #holds(value: TreeValue | undefined, scope: Scope): boolean {
    return this.#nullability.expressionNotNull(value, scope);
  }

  #firstThatHolds(args: readonly TreeValue[], scope: Scope, notNull: boolean, what: string): string {
    if (!notNull) return `all that ${what} chooses from may be null: ${this.reason(args.at(-1), scope)}`;
    const sure = args.find((arg) => this.#holds(arg, scope));
    return `${what} is null only when all are: ${this.reason(sure, scope)}`;
  }

  /** What is null only when one of its operands is. */
  #operands(args: readonly TreeValue[], scope: Scope, notNull: boolean, what: string): string {
    if (notNull) {
      const [only] = args;
      return args.length === 1 ? `${what}: ${this.reason(only, scope)}` : `${what} of values that are never null`;
    }
    const weak = args.find((arg) => !this.#holds(arg, scope));
    return weak === undefined
      ? `${what} is null for some values: an infinite time, a range without a bound, the null of JSON, a pattern that is not found`
      : `${what}: ${this.reason(weak, scope)}`;
  }

  #caseReason(expression: TreeNode, scope: Scope, notNull: boolean): string {
    if (notNull) return 'no branch of CASE is ever null';
    const otherwise = field(expression, 'defresult');
    const results = nodesField(expression, 'args').map((when) => field(when, 'result'));
    const weak = results.find((result) => !this.#holds(result, scope));
    if (weak !== undefined) return `a branch of CASE: ${this.reason(weak, scope)}`;
    if (isNode(otherwise) && otherwise.type === 'CONST') return 'CASE without ELSE, or with ELSE NULL';
    return `the ELSE of CASE: ${this.reason(otherwise, scope)}`;
  }

  #operatorReason(expression: TreeNode, scope: Scope, notNull: boolean): string {
    const operator = this.#catalog.operators.get(numberField(expression, 'opno'));
    const name = operator?.name ?? '?';
    if (isNeverNullOperator(expression)) return `${name} of an array and an element is never null`;
    if (operator?.builtIn !== true) return `${name} is an operator of the schema's own, which may return null`;
    if (!isTotalOperator(this.#catalog, expression)) return `${name} is null where there is nothing to find`;
    if (expression.type === 'SCALARARRAYOPEXPR' && !notNull) {
      const [left] = listField(expression, 'args');
      return this.#holds(left, scope) ? `${name} with a list: it may hold a null` : this.reason(left, scope);
    }
    return this.#operands(listField(expression, 'args'), scope, notNull, name);
  }

  #sublinkReason(sublink: TreeNode, scope: Scope, notNull: boolean): string {
    const query = nodeField(sublink, 'subselect');
    const kind = numberField(sublink, 'subLinkType');
    if (kind === SUBLINK.exists) return 'EXISTS is never null';
    if (kind === SUBLINK.array) return 'ARRAY(…) is never null';
    if (query === undefined) return 'unknown';
    const inner = { query, outer: scope };
    if (kind !== SUBLINK.scalar)
      return notNull ? 'IN compares values that are never null' : 'IN is null when one of the values compared is';
    if (rowCount(this.#catalog, inner) !== 'one') return 'the subquery may return no row';
    return `the subquery always returns one row: ${this.#output(inner, 1)}`;
  }

  #aggregateReason(aggregate: TreeNode, scope: Scope, notNull: boolean): string {
    const name = this.#nameOf(aggregate, 'aggfnoid');
    const label = flag(aggregate, 'aggstar') ? `${name}(*)` : `${name}()`;
    if (NEVER_NULL_AGGREGATES.has(name) && notNull) return `${label} is never null`;
    const query = scopeAt(scope, numberField(aggregate, 'agglevelsup'))?.query;
    if (query === undefined || listField(query, 'groupClause').length === 0)
      return `without GROUP BY, ${label} of no rows is null`;
    if (listField(query, 'groupingSets').length > 0) return `${label} of an empty grouping set is null`;
    if (field(aggregate, 'aggfilter') !== null) return `FILTER may leave ${label} no rows, and then it is null`;
    const known = COLLECTING_AGGREGATES.has(name) || SKIPPING_AGGREGATES.has(name);
    if (!this.#isBuiltIn(aggregate, 'aggfnoid') || !known) return `${label} is not known never to be null`;
    if (COLLECTING_AGGREGATES.has(name)) return `${label} of a group, which has rows, is never null`;
    return this.#operands(aggregated(aggregate), scope, notNull, `${label} of a group, which has rows`);
  }

  #callReason(call: TreeNode, scope: Scope, notNull: boolean): string {
    const args = listField(call, 'args');
    if (isCastCall(call))
      return !notNull && this.#holds(args[0], scope)
        ? 'the cast makes a null of some values: of an infinite time, or the null of JSON'
        : this.reason(args[0], scope);
    const name = this.#nameOf(call, 'funcid');
    if (!this.#isBuiltIn(call, 'funcid')) return `${name}() is a function of the schema's own, which may return null`;
    if (!notNull && flag(call, 'funcretset') && rowMakers(scope.query) > 1)
      return `${name}() is filled up with nulls where another call makes more rows`;
    if (name === 'unnest')
      return notNull ? 'unnest() of an array without nulls' : 'unnest() of an array that may hold nulls';
    if (TOTAL_FUNCTIONS.has(name) && notNull) return `${name}() is never null`;
    // What is formatted may be null.
    if (FIRST_DECIDES.has(name)) return this.#operands(args.slice(0, 1), scope, notNull, `${name}()`);
    if (TOTAL_FUNCTIONS.has(name) || TOTAL_STRICT_FUNCTIONS.has(name))
      return this.#operands(args, scope, notNull, `${name}()`);
    return `${name}() is not known never to return null`;
  }
}
