import type { Catalog } from '../catalog/catalog.ts';
import { knownByComparison } from './row-comparison.ts';
import { COMMAND, withoutCasts } from './scope.ts';
import { field, nodeField, listField, nodesField, numberField, type TreeNode, type TreeValue } from './tree.ts';

/** Node enums: JoinType, NullTestType. */
const INNER_JOIN = 0;
const LEFT_JOIN = 1;
const IS_NOT_NULL = 1;

/**
 * The columns that a query's conditions prove not null in every row it returns, as `range table entry.column`.
 *
 * `WHERE delivered_at IS NOT NULL` proves it, and so does a strict operator: a comparison with null is not true.
 * Only conditions that every row has passed count: WHERE, inner joins, and the inner joins left of a left join.
 */
export function provenNotNull(query: TreeNode, catalog: Catalog): Set<string> {
  const proven = new Set<string>();
  // What UPDATE and MERGE return may be the new row, which the condition has not seen.
  const command = numberField(query, 'commandType');
  if (command !== COMMAND.select && command !== COMMAND.delete) return proven;
  fromTree(nodeField(query, 'jointree'), catalog, proven);
  return proven;
}

/** The key of a column in the set; of old and new rows it is another. */
export function columnKey(variable: TreeNode): string {
  const [table, column, side] = ['varno', 'varattno', 'varreturningtype'].map((name) => numberField(variable, name));
  return `${table}.${column}.${side}`;
}

function fromTree(node: TreeNode | undefined, catalog: Catalog, proven: Set<string>): void {
  if (node === undefined) return;
  if (node.type === 'FROMEXPR') {
    for (const item of nodesField(node, 'fromlist')) fromTree(item, catalog, proven);
    fromCondition(field(node, 'quals'), catalog, proven);
  } else {
    const kind = numberField(node, 'jointype');
    if (kind === INNER_JOIN || kind === LEFT_JOIN) fromTree(nodeField(node, 'larg'), catalog, proven);
    if (kind !== INNER_JOIN) return;
    fromTree(nodeField(node, 'rarg'), catalog, proven);
    fromCondition(field(node, 'quals'), catalog, proven);
  }
}

/** What a condition turned out to be; one that is not true may be null. */
type Outcome = 'true' | 'false' | 'not-true';

/** The columns that a condition proves not null by its outcome. */
export function provenBy(condition: TreeValue, outcome: Outcome, catalog: Catalog): Set<string> {
  const proven = new Set<string>();
  new ConditionReader(catalog, proven).read(condition, outcome);
  return proven;
}

function fromCondition(condition: TreeValue, catalog: Catalog, proven: Set<string>): void {
  new ConditionReader(catalog, proven).read(condition, 'true');
}

/** SubLinkType, of those that compare. */
const SUBLINK = { all: 1, any: 2, row: 3 } as const;

/** BoolTestType: `IS TRUE` to `IS NOT UNKNOWN`. */
const IS = { true: 0, notTrue: 1, false: 2, notFalse: 3, unknown: 4, known: 5 } as const;

class ConditionReader {
  readonly #catalog: Catalog;
  readonly #proven: Set<string>;

  constructor(catalog: Catalog, proven: Set<string>) {
    this.#catalog = catalog;
    this.#proven = proven;
  }

  read(condition: TreeValue, outcome: Outcome): void {
    const test = withoutCasts(condition);
    // Null is neither true nor false.
    const isKnown = outcome !== 'not-true';
    switch (test?.type) {
      case 'BOOLEXPR':
        this.#logic(field(test, 'boolop'), listField(test, 'args'), outcome);
        return;
      case 'NULLTEST':
        if ((numberField(test, 'nulltesttype') === IS_NOT_NULL) === (outcome === 'true'))
          this.#prove(field(test, 'arg'));
        return;
      case 'BOOLEANTEST':
        this.#booleanTest(numberField(test, 'booltesttype'), field(test, 'arg'), outcome === 'true');
        return;
      case 'OPEXPR':
        if (isKnown && isStrict(test, this.#catalog)) for (const arg of listField(test, 'args')) this.#prove(arg);
        return;
      case 'ROWCOMPAREEXPR':
        if (isKnown) for (const value of knownByComparison(test, this.#catalog)) this.#prove(value);
        return;
      case 'SUBLINK':
        this.#subquery(test, outcome);
        return;
      case 'SCALARARRAYOPEXPR':
        // "= ALL (…)" is true for an empty array whatever the left side is, and "= ANY (…)" is then false.
        if ((field(test, 'useOr') === 'true') === (outcome === 'true') && isKnown && isStrict(test, this.#catalog))
          this.#prove(listField(test, 'args')[0]);
        return;
      case 'VAR':
        if (isKnown) this.#prove(test);
        return;
      case undefined:
      default:
    }
  }

  #logic(operator: TreeValue, parts: readonly TreeValue[], outcome: Outcome): void {
    const [first = null] = parts;
    if (operator === 'not') {
      if (outcome !== 'not-true') this.read(first, outcome === 'true' ? 'false' : 'true');
    } else if ((operator === 'and') === (outcome === 'true')) {
      for (const part of parts) this.read(part, outcome);
    } else {
      // One of them decided, nobody knows which: what all of them prove.
      const [any = new Set<string>(), ...others] = parts.map((part) => provenBy(part, outcome, this.#catalog));
      for (const key of any) if (others.every((each) => each.has(key))) this.#proven.add(key);
    }
  }

  #booleanTest(kind: number, arg: TreeValue, holds: boolean): void {
    if (kind === (holds ? IS.true : IS.notTrue)) this.read(arg, 'true');
    if (kind === (holds ? IS.false : IS.notFalse)) this.read(arg, 'false');
    if (kind === (holds ? IS.known : IS.unknown)) this.#prove(arg);
    if (kind === (holds ? IS.notTrue : IS.true)) this.read(arg, 'not-true');
  }

  /** `(a, b) IN (SELECT …)`: that it is true one of its rows has decided, that it is not, perhaps none. */
  #subquery(sublink: TreeNode, outcome: Outcome): void {
    const kind = numberField(sublink, 'subLinkType');
    const isDecided = kind === SUBLINK.row || (kind === SUBLINK.any && outcome === 'true');
    if (isDecided || (kind === SUBLINK.all && outcome === 'false')) this.read(field(sublink, 'testexpr'), outcome);
  }

  #prove(value: TreeValue | undefined): void {
    proveColumn(value, this.#proven);
  }
}

function isStrict(expression: TreeNode, catalog: Catalog): boolean {
  return catalog.operators.get(numberField(expression, 'opno'))?.strict === true;
}

function proveColumn(value: TreeValue | undefined, proven: Set<string>): void {
  const variable = withoutCasts(value);
  if (variable?.type !== 'VAR' || numberField(variable, 'varlevelsup') !== 0) return;
  proven.add(columnKey(variable));
}
