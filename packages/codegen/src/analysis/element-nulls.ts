import { baseType, findColumn, type Catalog } from '../catalog/catalog.ts';
import { makesNulls } from './call-nulls.ts';
import { expressionType } from './expression-type.ts';
import type { PendingColumns } from './pending-columns.ts';
import { aggregated, arms, outputs, querySource, resolve, RTE, standsFor, type Scope } from './scope.ts';
import { shownOf, writtenColumn } from './written-rows.ts';
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

/** What else is known about nulls: of values, and of what callers pass. */
export interface NullKnowledge {
  readonly catalog: Catalog;
  expressionNotNull(value: TreeValue | undefined, scope: Scope): boolean;
  /** Decides on what an aggregate collects, which has passed its FILTER. */
  underFilter(aggregate: TreeNode, scope: Scope, decide: () => boolean): boolean;
  /** The output columns whose elements are being decided: what is known of values may lead back to elements. */
  readonly pendingElements: PendingColumns;
  /** Decides on a query as a whole, whose rows are others than the one at hand. */
  ofAnyRow(query: TreeNode, decide: () => boolean): boolean;
  parameterElementsNotNull(parameter: number): boolean;
}

/** `ARRAY(SELECT …)`, among the kinds of subqueries in expressions. */
const ARRAY_SUBLINK = 6;

/** Functions that return arrays of what they find or cut out, and nothing besides. */
const WHOLE_RESULTS = new Set(['string_to_array', 'regexp_split_to_array', 'array_positions', 'enum_range']);

/** Which argument of a function, or operand of an operator, is an array that becomes part of the result, and which an element. */
interface Parts {
  readonly arrays: readonly number[];
  readonly elements: readonly number[];
}
const APPENDED: Parts = { arrays: [0], elements: [1] };
const PREPENDED: Parts = { arrays: [1], elements: [0] };
const JOINED: Parts = { arrays: [0, 1], elements: [] };
const CHANGED: Parts = { arrays: [0], elements: [] };

const FUNCTION_PARTS = new Map<string, Parts>([
  ['array_append', APPENDED],
  ['array_prepend', PREPENDED],
  ['array_cat', JOINED],
  ['array_replace', { arrays: [0], elements: [2] }],
  ['array_remove', CHANGED],
  ['array_sort', CHANGED],
  ['array_reverse', CHANGED],
  ['array_shuffle', CHANGED],
  ['array_sample', CHANGED],
  ['trim_array', CHANGED],
]);

/** `||` of arrays, by oid. */
const OPERATOR_PARTS = new Map<number, Parts>([
  [349, APPENDED],
  [374, PREPENDED],
  [375, JOINED],
]);

/** Whether an array that an expression yields, if it yields one, holds no null. It errs on the side of null. */
export function elementsNotNull(knowledge: NullKnowledge, value: TreeValue | undefined, scope: Scope): boolean {
  return new ElementReader(knowledge).elements(value, scope);
}

/** The same of an output column, counted from 1. */
export function outputElementsNotNull(knowledge: NullKnowledge, scope: Scope, column: number): boolean {
  return new ElementReader(knowledge).output(scope, column);
}

class ElementReader {
  readonly #known: NullKnowledge;

  constructor(known: NullKnowledge) {
    this.#known = known;
  }

  output(scope: Scope, column: number): boolean {
    return this.#known.pendingElements.decide(scope.query, column, () => this.#output(scope, column));
  }

  #output(scope: Scope, column: number): boolean {
    return arms(scope).every((arm) => {
      if (arm.query !== scope.query) return this.output(arm, column);
      const target = outputs(arm.query).find((entry) => numberField(entry, 'resno') === column);
      return target !== undefined && this.#known.ofAnyRow(arm.query, () => this.elements(field(target, 'expr'), arm));
    });
  }

  elements(value: TreeValue | undefined, scope: Scope): boolean {
    if (!isNode(value)) return false;
    const all = (values: readonly (TreeValue | undefined)[]): boolean =>
      values.every((each) => this.elements(each, scope));
    switch (value.type) {
      case 'CONST':
        return holdsNoNull(listField(value, 'constvalue'));
      case 'PARAM':
        return this.#known.parameterElementsNotNull(numberField(value, 'paramid'));
      case 'ARRAYEXPR':
        return listField(value, 'elements').every((each) =>
          flag(value, 'multidims') ? this.elements(each, scope) : this.#known.expressionNotNull(each, scope),
        );
      case 'RELABELTYPE':
      case 'COERCETODOMAIN':
      case 'ARRAYCOERCEEXPR':
        return !makesNulls(this.#known.catalog, field(value, 'elemexpr')) && this.elements(field(value, 'arg'), scope);
      case 'COALESCEEXPR':
      case 'MINMAXEXPR':
        return all(listField(value, 'args'));
      case 'CASEEXPR':
        return all([...nodesField(value, 'args').map((when) => field(when, 'result')), field(value, 'defresult')]);
      case 'SUBLINK': {
        const query = nodeField(value, 'subselect');
        return (
          query !== undefined &&
          numberField(value, 'subLinkType') === ARRAY_SUBLINK &&
          this.#collects({ query, outer: scope })
        );
      }
      case 'AGGREF':
        return (
          this.#builtIn(value, 'aggfnoid') === 'array_agg' &&
          this.#known.underFilter(value, scope, () => this.#becomesElement(aggregated(value)[0], scope))
        );
      case 'FUNCEXPR':
        return this.#call(value, scope);
      case 'OPEXPR':
        return this.#parts(OPERATOR_PARTS.get(numberField(value, 'opno')), listField(value, 'args'), scope);
      case 'VAR':
        return this.#variable(value, scope);
      default:
        return false;
    }
  }

  #call(call: TreeNode, scope: Scope): boolean {
    const name = this.#builtIn(call, 'funcid');
    const args = listField(call, 'args');
    // What the third argument of string_to_array says becomes null.
    if (WHOLE_RESULTS.has(name)) return name !== 'string_to_array' || args.length === 2;
    if (name === 'array_remove' && isNull(args[1])) return true;
    return this.#parts(FUNCTION_PARTS.get(name), args, scope);
  }

  #parts(parts: Parts | undefined, args: readonly TreeValue[], scope: Scope): boolean {
    return (
      parts !== undefined &&
      parts.arrays.every((index) => this.elements(args[index], scope)) &&
      parts.elements.every((index) => this.#becomesElement(args[index] ?? null, scope))
    );
  }

  /** A subquery of one column, whose rows become elements. */
  #collects(inner: Scope): boolean {
    return arms(inner).every((arm) => {
      const [target] = outputs(arm.query);
      return this.#becomesElement(target && field(target, 'expr'), arm);
    });
  }

  /** Of an array, what is in it becomes an element; of anything else it itself. */
  #becomesElement(value: TreeValue | undefined, scope: Scope): boolean {
    if (!isNode(value) || !this.#known.expressionNotNull(value, scope)) return false;
    const type = baseType(this.#known.catalog, expressionType(value));
    return (type !== undefined && type.element === 0) || this.elements(value, scope);
  }

  #variable(variable: TreeNode, scope: Scope): boolean {
    const reference = resolve(variable, scope);
    if (reference === undefined) return false;
    const { entry, column } = reference;
    if (numberField(entry, 'rtekind') === RTE.relation) {
      const relation = numberField(entry, 'relid');
      const shown = shownOf(this.#known.catalog, entry, reference.scope.query);
      if (shown !== 'read')
        return shown === 'written' && writtenColumn(this.#known.catalog, relation, column)?.elementsNotNull === true;
      const view = this.#known.catalog.views.get(relation);
      if (view !== undefined) return this.output({ query: view, outer: undefined }, column);
      return findColumn(this.#known.catalog, relation, column)?.column.elementsNotNull ?? false;
    }
    const source = querySource(entry, reference.scope);
    if (source !== undefined) return this.output(source, column);
    const values = standsFor(reference);
    return values.length > 0 && values.every((value) => this.elements(value, reference.scope));
  }

  #builtIn(call: TreeNode, idField: string): string {
    const routine = this.#known.catalog.routines.get(numberField(call, idField));
    return routine?.builtIn === true ? routine.name : '';
  }
}

/** Whether NULL is written there. */
function isNull(value: TreeValue | undefined): boolean {
  return isNode(value) && value.type === 'CONST' && flag(value, 'constisnull');
}

/**
 * Bytes 8 to 11 of an array say where its data begins if there is a bitmap of nulls before it, else 0; a length and a
 * bracket come before the first byte. A null has none.
 */
function holdsNoNull(datum: readonly TreeValue[]): boolean {
  return datum.slice(10, 14).every((byte) => byte === '0');
}
