import { baseType, findColumn, forbidsNull, type Catalog, type TableColumn } from '../catalog/catalog.ts';
import { elementsNotNull, outputElementsNotNull } from './element-nulls.ts';
import { callNulls, returnsRows, rowFieldNotNull, sessionValueNotNull } from './call-nulls.ts';
import {
  COLLECTING_AGGREGATES,
  NEVER_NULL_AGGREGATES,
  SKIPPING_AGGREGATES,
  isNeverNullOperator,
  isTotalOperator,
} from './known-functions.ts';
import { certainJoins } from './certain-joins.ts';
import { GroupedExpressions } from './grouped.ts';
import { columnKey, provenBy, provenNotNull } from './narrowing.ts';
import { PendingColumns } from './pending-columns.ts';
import {
  aggregated,
  COMMAND,
  functionSource,
  outputs,
  querySource,
  rangeTableEntry,
  resolve,
  RTE,
  scopeAt,
  standsFor,
  type Reference,
  type Scope,
} from './scope.ts';
import { unnestsRows } from './list-rows.ts';
import { neededByComparison } from './row-comparison.ts';
import { shownOf, writtenColumn } from './written-rows.ts';
import { rowCount } from './row-count.ts';
import { windowNulls } from './window-nulls.ts';
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
} from './tree.ts';

/** What the caller passes for `$n`: whether the value itself, or an element of the array, may be null. */
export interface ParameterNulls {
  readonly nullable: boolean;
  readonly elementNullable: boolean;
  /** It is an array with a value for each row of a list: those of one list are of one length. */
  readonly ofRows?: boolean;
  /** The column that it, or each of its elements, is stored in or compared with. */
  readonly column?: TableColumn | undefined;
}

const SUBLINK = { exists: 0, all: 1, any: 2, scalar: 4, array: 6 } as const;
const SET_OPERATION = { union: 1, intersect: 2 } as const;
const RETURNING = { old: 1, new: 2 } as const;
/** Among the kinds of parameters: in `x IN (SELECT y)`, the y. */
const OF_SUBLINK = 2;
/** JSON_OBJECT and JSON_ARRAY; their aggregates and the others may be null. */
const JSON_CONSTRUCTORS = new Set([1, 2]);

const NOTHING: ReadonlySet<string> = new Set();

/** Decides for expressions of an analysed tree whether they can be null. It errs on the side of null. */
export class Nullability {
  readonly catalog: Catalog;
  readonly #parameters: readonly ParameterNulls[];
  readonly #pending = new PendingColumns();
  readonly pendingElements = new PendingColumns();
  readonly #proven = new Map<TreeNode, Set<string>>();
  /** What the conditions around an expression prove of its row. */
  readonly #assumed = new Map<TreeNode, ReadonlySet<string>>();
  readonly #certain = new Map<TreeNode, Set<string>>();
  readonly #grouped = new GroupedExpressions();

  constructor(catalog: Catalog, parameters: readonly ParameterNulls[]) {
    this.catalog = catalog;
    this.#parameters = parameters;
  }

  /** Whether an output column, counted from 1, is never null. */
  outputNotNull(scope: Scope, column: number): boolean {
    return this.#pending.decide(scope.query, column, () => {
      const operation = nodeField(scope.query, 'setOperations');
      if (operation !== undefined) return this.#operationNotNull(operation, scope, column);
      const target = outputs(scope.query).find((entry) => numberField(entry, 'resno') === column);
      return target !== undefined && this.ofAnyRow(scope.query, () => this.#notNull(field(target, 'expr'), scope));
    });
  }

  /** Whether an expression is never null, where it stands. */
  expressionNotNull(value: TreeValue | undefined, scope: Scope): boolean {
    return this.#notNull(value, scope);
  }

  #operationNotNull(operation: TreeNode, scope: Scope, column: number): boolean {
    if (operation.type === 'RANGETBLREF') {
      const entry = rangeTableEntry(scope.query, numberField(operation, 'rtindex'));
      const query = entry && nodeField(entry, 'subquery');
      return query !== undefined && this.outputNotNull({ query, outer: scope }, column);
    }
    const side = (name: string): boolean => {
      const arm = nodeField(operation, name);
      return arm !== undefined && this.#operationNotNull(arm, scope, column);
    };
    switch (numberField(operation, 'op')) {
      case SET_OPERATION.union:
        return side('larg') && side('rarg');
      case SET_OPERATION.intersect:
        return side('larg') || side('rarg');
      default:
        // EXCEPT
        return side('larg');
    }
  }

  #all(values: readonly (TreeValue | undefined)[], scope: Scope): boolean {
    return values.every((value) => this.#notNull(value, scope));
  }

  #notNull(value: TreeValue | undefined, scope: Scope): boolean {
    if (!isNode(value) || this.#grouped.leavesOut(value, scope.query)) return false;
    const args = listField(value, 'args');
    switch (value.type) {
      case 'CONST':
        return !flag(value, 'constisnull');
      case 'PARAM':
        return (
          // Whether the subquery returns nulls is decided where it stands.
          numberField(value, 'paramkind') === OF_SUBLINK ||
          this.#parameters[numberField(value, 'paramid') - 1]?.nullable === false
        );
      case 'VAR':
        return this.#variableNotNull(value, scope);
      case 'RELABELTYPE':
      case 'COERCEVIAIO':
      case 'ARRAYCOERCEEXPR':
      case 'CONVERTROWTYPEEXPR':
      case 'COLLATEEXPR':
      case 'NAMEDARGEXPR':
      case 'COERCETODOMAIN':
        // A domain that is NOT NULL lets no null pass.
        return forbidsNull(this.catalog, numberField(value, 'resulttype')) || this.#notNull(field(value, 'arg'), scope);
      case 'ARRAYEXPR':
      case 'ROWEXPR':
      case 'NULLTEST':
      case 'BOOLEANTEST':
      case 'DISTINCTEXPR':
      case 'GROUPINGFUNC':
      case 'MERGESUPPORTFUNC':
        return true;
      case 'SQLVALUEFUNCTION':
        return sessionValueNotNull(value);
      case 'JSONCONSTRUCTOREXPR':
        return JSON_CONSTRUCTORS.has(numberField(value, 'type'));
      case 'COALESCEEXPR':
      case 'MINMAXEXPR':
        return args.some((arg) => this.#notNull(arg, scope));
      case 'BOOLEXPR':
        return this.#all(args, scope);
      case 'CASEEXPR':
        return this.#caseNotNull(value, scope);
      case 'OPEXPR':
        return isNeverNullOperator(value) || (isTotalOperator(this.catalog, value) && this.#all(args, scope));
      case 'ROWCOMPAREEXPR':
        return this.#all(neededByComparison(value, this.catalog) ?? [null], scope);
      case 'SCALARARRAYOPEXPR':
        return isTotalOperator(this.catalog, value) && this.#all(args, scope) && this.#elementsNotNull(args[1], scope);
      case 'SUBLINK':
        return this.#sublinkNotNull(value, scope);
      case 'AGGREF':
        return this.#aggregateNotNull(value, scope);
      case 'WINDOWFUNC': {
        const nulls = windowNulls(this.#builtIn(value, 'winfnoid'), value, scope.query);
        if (nulls !== 'as-of-other-row')
          return nulls === 'never' || (nulls === 'as-arguments' && this.#all(args, scope));
        return this.ofAnyRow(scope.query, () => this.#notNull(args[0], scope)) && this.#all(args, scope);
      }
      case 'FUNCEXPR':
        return this.#callNotNull(value, scope);
      default:
        return false;
    }
  }

  /** Each result under what the conditions before it were. */
  #caseNotNull(expression: TreeNode, scope: Scope): boolean {
    const { query } = scope;
    let before = this.#assumed.get(query) ?? NOTHING;
    for (const when of nodesField(expression, 'args')) {
      const condition = field(when, 'expr');
      const holds = [...before, ...provenBy(condition, 'true', this.catalog)];
      if (!this.#assuming(query, holds, () => this.#notNull(field(when, 'result'), scope))) return false;
      before = new Set([...before, ...provenBy(condition, 'not-true', this.catalog)]);
    }
    return this.#assuming(query, before, () => this.#notNull(field(expression, 'defresult'), scope));
  }

  /** Decides on what an aggregate collects, which has passed its FILTER. */
  underFilter(aggregate: TreeNode, { query }: Scope, decide: () => boolean): boolean {
    const before = this.#assumed.get(query) ?? NOTHING;
    const passed = provenBy(field(aggregate, 'aggfilter'), 'true', this.catalog);
    return this.#assuming(query, [...before, ...passed], decide);
  }

  /** Decides with columns of a query assumed not to be null: in a part of one of its expressions, for the row at hand. */
  #assuming(query: TreeNode, columns: Iterable<string>, decide: () => boolean): boolean {
    const before = this.#assumed.get(query) ?? NOTHING;
    this.#assumed.set(query, new Set(columns));
    try {
      return decide();
    } finally {
      this.#assumed.set(query, before);
    }
  }

  /** Decides on rows of a query that are others than the one at hand: a recursive query leads back to itself. */
  ofAnyRow(query: TreeNode, decide: () => boolean): boolean {
    return this.#assuming(query, NOTHING, decide);
  }

  /** A function's name if PostgreSQL brought it along, else nothing. */
  #builtIn(call: TreeNode, idField: string): string {
    const routine = this.catalog.routines.get(numberField(call, idField));
    return routine?.builtIn === true ? routine.name : '';
  }

  #callNotNull(call: TreeNode, scope: Scope): boolean {
    const args = listField(call, 'args');
    switch (callNulls(this.catalog, call, scope)) {
      case 'never':
        return true;
      case 'as-arguments':
        return this.#all(args, scope);
      case 'as-first':
        return this.#notNull(args[0], scope);
      case 'as-elements':
        return this.#elementsNotNull(args[0], scope);
      default:
        return false;
    }
  }

  /** Whether an array holds no null. */
  #elementsNotNull(value: TreeValue | undefined, scope: Scope): boolean {
    return elementsNotNull(this, value, scope);
  }

  /** Whether the arrays of an output column, counted from 1, hold no null. */
  outputElementsNotNull(scope: Scope, column: number): boolean {
    return outputElementsNotNull(this, scope, column);
  }

  /** Whether the caller passes no null in the array `$n`: for an array column it may hold what the column may. */
  parameterElementsNotNull(parameter: number): boolean {
    const { elementNullable = true, column } = this.#parameters[parameter - 1] ?? {};
    if (elementNullable || column?.column.elementsNotNull !== false) return !elementNullable;
    return baseType(this.catalog, column.column.typeOid)?.element === 0;
  }

  #sublinkNotNull(sublink: TreeNode, scope: Scope): boolean {
    const query = nodeField(sublink, 'subselect');
    if (query === undefined) return false;
    const inner = { query, outer: scope };
    switch (numberField(sublink, 'subLinkType')) {
      case SUBLINK.exists:
      case SUBLINK.array:
        return true;
      case SUBLINK.scalar:
        return rowCount(this.catalog, inner) === 'one' && this.outputNotNull(inner, 1);
      case SUBLINK.any:
      case SUBLINK.all:
        // "x IN (SELECT y)" is null when x is, and when one of the y is.
        return (
          this.#notNull(field(sublink, 'testexpr'), scope) &&
          outputs(query).every((_, index) => this.outputNotNull(inner, index + 1))
        );
      default:
        return false;
    }
  }

  #aggregateNotNull(aggregate: TreeNode, scope: Scope): boolean {
    const name = this.#builtIn(aggregate, 'aggfnoid');
    if (NEVER_NULL_AGGREGATES.has(name)) return true;
    const query = scopeAt(scope, numberField(aggregate, 'agglevelsup'))?.query;
    // Without GROUP BY, or with a grouping set that may be empty, there can be a group of no rows.
    if (
      query === undefined ||
      listField(query, 'groupClause').length === 0 ||
      listField(query, 'groupingSets').length > 0
    )
      return false;
    if (field(aggregate, 'aggfilter') !== null) return false;
    if (COLLECTING_AGGREGATES.has(name)) return true;
    const values = [...listField(aggregate, 'aggdirectargs'), ...aggregated(aggregate)];
    return SKIPPING_AGGREGATES.has(name) && this.#all(values, scope);
  }

  #variableNotNull(variable: TreeNode, scope: Scope): boolean {
    const reference = resolve(variable, scope);
    if (reference === undefined) return false;
    const { query } = reference.scope;
    if (listField(query, 'groupingSets').length > 0) return false;
    if (mayMissRow(variable, query)) return false;
    if (this.#isProven(variable, query)) return true;
    // "(b 3)": the column comes through the null-extended side of join 3.
    if (this.#mayMiss(variable, reference.scope)) return false;
    return this.#referenceNotNull(reference);
  }

  /** Whether an outer join may have found no row: not if the row has a column that is proven, or is always there. */
  #mayMiss(variable: TreeNode, scope: Scope): boolean {
    const [, ...joins] = listField(variable, 'varnullingrels');
    if (joins.length === 0) return false;
    const row = `${numberField(variable, 'varno')}.`;
    const proven = [...this.#provenIn(scope.query), ...(this.#assumed.get(scope.query) ?? NOTHING)];
    if (proven.some((key) => key.startsWith(row))) return false;
    let certain = this.#certain.get(scope.query);
    if (certain === undefined) {
      certain = certainJoins(this.catalog, scope);
      this.#certain.set(scope.query, certain);
    }
    return joins.some((join) => typeof join !== 'string' || !certain.has(join));
  }

  #isProven(variable: TreeNode, query: TreeNode): boolean {
    const key = columnKey(variable);
    return this.#provenIn(query).has(key) || this.#assumed.get(query)?.has(key) === true;
  }

  #provenIn(query: TreeNode): Set<string> {
    let proven = this.#proven.get(query);
    if (proven === undefined) {
      proven = provenNotNull(query, this.catalog);
      this.#proven.set(query, proven);
    }
    return proven;
  }

  #referenceNotNull(reference: Reference): boolean {
    const { entry, column, scope } = reference;
    const kind = numberField(entry, 'rtekind');
    if (column <= 0) return kind === RTE.relation;
    switch (kind) {
      case RTE.relation: {
        const relation = numberField(entry, 'relid');
        const shown = shownOf(this.catalog, entry, scope.query);
        if (shown !== 'read')
          return shown === 'written' && writtenColumn(this.catalog, relation, column)?.notNull === true;
        const view = this.catalog.views.get(relation);
        if (view !== undefined) return this.outputNotNull({ query: view, outer: undefined }, column);
        return findColumn(this.catalog, relation, column)?.column.notNull ?? false;
      }
      case RTE.subquery:
      case RTE.cte: {
        const source = querySource(entry, scope);
        return source !== undefined && this.outputNotNull(source, column);
      }
      case RTE.join:
      case RTE.values:
      case RTE.group:
        return this.#all(standsFor(reference), scope);
      case RTE.function: {
        const source = functionSource(reference);
        if (source === undefined || (source.padded && !unnestsRows(entry, this.#parameters))) return false;
        if (!source.ordinality && returnsRows(this.catalog, source.call))
          return rowFieldNotNull(this.catalog, source.call, column);
        return source.ordinality || this.#notNull(source.call, scope);
      }
      default:
        return false;
    }
  }
}

/** RETURNING: there is no OLD row of an insert, no NEW row of a delete, and MERGE may have either or no source row. */
export function mayMissRow(variable: TreeNode, query: TreeNode): boolean {
  const command = numberField(query, 'commandType');
  const returning = numberField(variable, 'varreturningtype');
  if (command === COMMAND.merge)
    return returning !== 0 || numberField(variable, 'varno') !== numberField(query, 'resultRelation');
  if (returning === RETURNING.old) return command === COMMAND.insert;
  return returning === RETURNING.new && command === COMMAND.delete;
}
