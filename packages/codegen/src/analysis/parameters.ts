import { findColumn, forbidsNull, type Catalog, type TableColumn } from '../catalog/catalog.ts';
import { expressionOrigin, outputOrigin } from './origin.ts';
import { parameterSources, type ParameterSource } from './parameter-sources.ts';
import { comparedPairs } from './row-comparison.ts';
import { parameterNumber, rangeTableEntry, withoutCasts, type Scope } from './scope.ts';
import {
  forEachChild,
  field,
  isNode,
  listField,
  nodeField,
  nodesField,
  numberField,
  type TreeNode,
  type TreeValue,
} from './tree.ts';

/** What the statement does with `$n`. */
export interface ParameterUse {
  /** The caller may pass null. */
  readonly nullable: boolean;
  /** The caller may pass nulls in the array. */
  readonly elementNullable: boolean;
  /** The column that the parameter, or each of its elements, is stored in or else compared with. */
  readonly column: TableColumn | undefined;
  /** Every column that the parameter, or each of its elements, is stored in. */
  readonly storedIn: readonly StoredIn[];
}

/** A column that a parameter is stored in. */
export interface StoredIn {
  readonly column: TableColumn;
  /** As it is, whenever anything is: no choice of COALESCE or CASE, and no cast of the author's that cuts it short. */
  readonly asItIs: boolean;
}

/** Comparisons whose other side is a value of the same kind; `@>` and `LIKE` compare with something else. */
const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Among the tests for null (NullTestType). */
const IS_NOT_NULL = 1;

/** What a subquery returns, in the test of its rows (ParamKind). */
const SUBLINK_OUTPUT = 2;

/** Evidence about one parameter, gathered over the whole statement. */
export class Evidence {
  /** IS NULL, COALESCE, IS DISTINCT FROM: the author expects null. */
  expected = false;
  /** A condition says IS NOT NULL, which may keep the statement from storing a null. */
  guarded = false;
  /** Made a value of a domain that refuses null. */
  refused = false;
  /** Stored in a column that may, or may not, be null. */
  storedNullable = false;
  storedNotNull = false;
  elementStoredNullable = false;
  elementStoredNotNull = false;
  stored: TableColumn | undefined;
  compared: TableColumn | undefined;

  readonly storedIn: StoredIn[] = [];

  store({ element, share, cast }: ParameterSource, target: TableColumn): void {
    this.stored ??= target;
    this.storedIn.push({ column: target, asItIs: share === 'whole' && !cast });
    if (share === 'alternative') return;
    const notNull = target.column.notNull || target.column.refusesNull === true;
    if (element) {
      this.elementStoredNotNull ||= notNull;
      this.elementStoredNullable ||= !notNull;
    } else {
      // Whether a null in a branch is refused, only all of CASE tells: `withoutFatalNulls` looks at that.
      this.storedNotNull ||= notNull && share === 'whole';
      this.storedNullable ||= !notNull;
    }
  }

  use(): ParameterUse {
    return {
      // The strictest column outweighs the others, and what the author writes all, where it decides what is stored.
      nullable: !this.refused && (this.storedNotNull ? this.guarded : this.expected || this.storedNullable),
      elementNullable: this.elementStoredNullable && !this.elementStoredNotNull,
      column: this.stored ?? this.compared,
      storedIn: this.storedIn,
    };
  }
}

/** An expression that is stored where null is refused, or becomes a value of a domain that refuses it. */
export interface RequiredValue {
  readonly value: TreeValue;
  readonly scope: Scope;
}

/** Reads off the analysed tree what speaks for what about each of a statement's parameters. */
export function gatherEvidence(
  catalog: Catalog,
  query: TreeNode,
  count: number,
): { readonly evidence: readonly Evidence[]; readonly required: readonly RequiredValue[] } {
  const reader = new ParameterReader(catalog, count);
  reader.query({ query, outer: undefined });
  return reader;
}

class ParameterReader {
  readonly evidence: readonly Evidence[];
  readonly required: RequiredValue[] = [];
  readonly #catalog: Catalog;

  constructor(catalog: Catalog, count: number) {
    this.#catalog = catalog;
    this.evidence = Array.from({ length: count }, () => new Evidence());
  }

  query(scope: Scope): void {
    this.#assignments(scope);
    forEachChild(scope.query, (child) => {
      this.#visit(child, scope, false);
    });
  }

  /** @param guards whether the node is part of a condition */
  #visit(node: TreeNode, scope: Scope, guards: boolean): void {
    if (node.type === 'QUERY') {
      this.query({ query: node, outer: scope });
      return;
    }
    // The joins are in there, too.
    const inside = guards || node.type === 'FROMEXPR';
    switch (node.type) {
      case 'NULLTEST':
        this.#expectNull(field(node, 'arg'), scope, inside && numberField(node, 'nulltesttype') === IS_NOT_NULL);
        break;
      case 'PARAM':
        this.#refuseNull(node, numberField(node, 'paramtype'));
        break;
      case 'COERCETODOMAIN':
        this.#refuseNull(field(node, 'arg'), numberField(node, 'resulttype'));
        if (forbidsNull(this.#catalog, numberField(node, 'resulttype')))
          this.required.push({ value: field(node, 'arg'), scope });
        break;
      case 'COALESCEEXPR':
        // The last one is what is taken when the others are null.
        listField(node, 'args')
          .slice(0, -1)
          .forEach((arg) => this.#expectNull(arg, scope, false));
        break;
      case 'DISTINCTEXPR':
        listField(node, 'args').forEach((arg) => this.#expectNull(arg, scope, false));
        this.#comparison(node, scope);
        break;
      case 'OPEXPR':
      case 'SCALARARRAYOPEXPR':
        if (COMPARISONS.has(this.#catalog.operators.get(numberField(node, 'opno'))?.name ?? ''))
          this.#comparison(node, scope);
        break;
      case 'ROWCOMPAREEXPR':
        for (const { left, right } of comparedPairs(node)) this.#compare(left, right, scope);
        break;
      case 'SUBLINK':
        this.#compareWithSubquery(field(node, 'testexpr'), nodeField(node, 'subselect'), scope);
        break;
      case 'MERGEACTION': {
        const condition = nodeField(node, 'qual');
        if (condition !== undefined) this.#visit(condition, scope, true);
        break;
      }
      default:
    }
    forEachChild(node, (child) => {
      this.#visit(child, scope, inside);
    });
  }

  /** A domain that is NOT NULL is an error for a null, wherever it goes then. */
  #refuseNull(value: TreeValue, type: number): void {
    const evidence = this.evidence[parameterNumber(value) - 1];
    if (evidence !== undefined) evidence.refused ||= forbidsNull(this.#catalog, type);
  }

  #expectNull(value: TreeValue, scope: Scope, guards: boolean): void {
    // What an outer join may have found no row for is null for another reason.
    const variable = withoutCasts(value);
    if (variable?.type === 'VAR' && listField(variable, 'varnullingrels').length > 1) return;
    for (const { parameter, element, share } of parameterSources(value, scope)) {
      const evidence = this.evidence[parameter - 1];
      if (evidence === undefined || element || share !== 'whole') continue;
      evidence.expected = true;
      evidence.guarded ||= guards;
    }
  }

  /** INSERT and UPDATE, ON CONFLICT and MERGE: what is stored in which column. */
  #assignments(scope: Scope): void {
    const { query } = scope;
    const relation = rangeTableEntry(query, numberField(query, 'resultRelation'));
    if (relation === undefined) return;
    const table = numberField(relation, 'relid');
    this.#assign(nodesField(query, 'targetList'), table, scope);
    const conflict = nodeField(query, 'onConflict');
    if (conflict !== undefined) this.#assign(nodesField(conflict, 'onConflictSet'), table, scope);
    for (const action of nodesField(query, 'mergeActionList'))
      this.#assign(nodesField(action, 'targetList'), table, scope);
  }

  #assign(targets: readonly TreeNode[], table: number, scope: Scope): void {
    for (const target of targets) {
      const column = findColumn(this.#catalog, table, numberField(target, 'resno'));
      // What is computed for several columns at once has a number past theirs.
      if (column === undefined) continue;
      if (column.column.notNull || column.column.refusesNull === true)
        this.required.push({ value: field(target, 'expr'), scope });
      for (const source of parameterSources(field(target, 'expr'), scope))
        this.evidence[source.parameter - 1]?.store(source, column);
    }
  }

  #comparison(comparison: TreeNode, scope: Scope): void {
    const [left = null, right = null] = listField(comparison, 'args');
    const list = comparison.type === 'SCALARARRAYOPEXPR' ? withoutCasts(right) : undefined;
    const values = list?.type === 'ARRAYEXPR' ? listField(list, 'elements') : [right];
    for (const value of values) this.#compare(left, value, scope);
  }

  #compare(left: TreeValue, right: TreeValue, scope: Scope): void {
    this.#compared(left, this.#comparedColumn(right, scope), scope);
    this.#compared(right, this.#comparedColumn(left, scope), scope);
  }

  #compared(value: TreeValue, column: TableColumn | undefined, scope: Scope): void {
    if (column === undefined) return;
    for (const { parameter } of parameterSources(value, scope)) {
      const evidence = this.evidence[parameter - 1];
      if (evidence !== undefined) evidence.compared ??= column;
    }
  }

  /** `($1, $2) IN (SELECT …)`: what the subquery returns are the parameters of the test. */
  #compareWithSubquery(test: TreeValue, query: TreeNode | undefined, scope: Scope): void {
    if (query === undefined || !isNode(test)) return;
    if (test.type === 'BOOLEXPR')
      for (const each of listField(test, 'args')) this.#compareWithSubquery(each, query, scope);
    const isComparison = COMPARISONS.has(this.#catalog.operators.get(numberField(test, 'opno'))?.name ?? '');
    const [left = null, right = null] = isComparison ? listField(test, 'args') : [];
    const pairs = test.type === 'ROWCOMPAREEXPR' ? comparedPairs(test) : [{ left, right }];
    for (const { left: value, right: output } of pairs) {
      const returned = withoutCasts(output);
      if (returned?.type === 'PARAM' && numberField(returned, 'paramkind') === SUBLINK_OUTPUT) {
        const column = outputOrigin(this.#catalog, { query, outer: scope }, numberField(returned, 'paramid'));
        this.#compared(value, column, scope);
      }
    }
  }

  #comparedColumn(side: TreeValue, scope: Scope): TableColumn | undefined {
    const expression = isNode(side) && side.type === 'RELABELTYPE' ? field(side, 'arg') : side;
    return expressionOrigin(this.#catalog, expression, scope);
  }
}
