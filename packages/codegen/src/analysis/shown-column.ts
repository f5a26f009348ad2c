import { baseType, findColumn, type Catalog, type TableColumn } from '../catalog/catalog.ts';
import { aggregated, arms, outputs, querySource, resolve, RTE, standsFor, type Scope } from './scope.ts';
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

/** What an expression that computes still shows: values of a column as they are, or nulls; or arrays of those. */
export interface ShownColumn {
  readonly column: TableColumn;
  readonly inArrays: boolean;
}

/** Nothing but null goes with whatever else is shown. */
type Shown = ShownColumn | 'null' | undefined;

const SUBLINK = { scalar: 4, array: 6 } as const;

/** Built-in functions whose result is one of the values that they are given, or null. */
const CHOOSING = new Set(['min', 'max', 'any_value', 'first_value', 'last_value', 'nth_value', 'lag', 'lead']);

/** The third argument of these two is what there is where there is no row. */
const WITH_DEFAULT = new Set(['lag', 'lead']);

/** The column whose values an output column shows, counted from 1; its type may be another, if no value is. */
export function shownByOutput(catalog: Catalog, scope: Scope, column: number): ShownColumn | undefined {
  const shown = new ShownReader(catalog).output(scope, column, new Set());
  return shown === 'null' ? undefined : shown;
}

class ShownReader {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  output(scope: Scope, column: number, seen: ReadonlySet<TreeNode>): Shown {
    if (seen.has(scope.query)) return undefined;
    const path = new Set(seen).add(scope.query);
    return allOf(
      arms(scope).map((arm): Shown => {
        if (arm.query !== scope.query) return this.output(arm, column, path);
        const target = outputs(arm.query).find((entry) => numberField(entry, 'resno') === column);
        return target === undefined ? undefined : this.#shown(field(target, 'expr'), arm, path);
      }),
    );
  }

  #shown(value: TreeValue, scope: Scope, seen: ReadonlySet<TreeNode>): Shown {
    if (!isNode(value)) return undefined;
    const all = (values: readonly TreeValue[]): Shown => allOf(values.map((each) => this.#shown(each, scope, seen)));
    switch (value.type) {
      case 'VAR':
        return this.#variable(value, scope, seen);
      case 'CONST':
        return flag(value, 'constisnull') ? 'null' : undefined;
      case 'RELABELTYPE':
      case 'COLLATEEXPR':
      case 'COERCETODOMAIN':
        return this.#shown(field(value, 'arg'), scope, seen);
      case 'COALESCEEXPR':
      case 'MINMAXEXPR':
        return all(listField(value, 'args'));
      case 'NULLIFEXPR':
        return all(listField(value, 'args').slice(0, 1));
      case 'CASEEXPR': {
        const otherwise = field(value, 'defresult');
        const results = nodesField(value, 'args').map((when) => field(when, 'result'));
        return all(otherwise === null ? results : [...results, otherwise]);
      }
      case 'AGGREF':
        return this.#call(this.#builtIn(value, 'aggfnoid'), aggregated(value), all);
      case 'WINDOWFUNC':
        return this.#call(this.#builtIn(value, 'winfnoid'), listField(value, 'args'), all);
      case 'ARRAYEXPR':
        return this.#inArrays(all(listField(value, 'elements')));
      case 'SUBLINK':
        return this.#subquery(value, scope, seen);
      default:
        return undefined;
    }
  }

  #variable(variable: TreeNode, scope: Scope, seen: ReadonlySet<TreeNode>): Shown {
    const reference = resolve(variable, scope);
    if (reference === undefined) return undefined;
    const { entry, column } = reference;
    if (numberField(entry, 'rtekind') === RTE.relation) {
      const found = findColumn(this.#catalog, numberField(entry, 'relid'), column);
      return found && { column: found, inArrays: false };
    }
    const source = querySource(entry, reference.scope);
    if (source !== undefined) return this.output(source, column, seen);
    return allOf(standsFor(reference).map((each) => this.#shown(each, reference.scope, seen)));
  }

  #call(name: string, args: readonly TreeValue[], all: (values: readonly TreeValue[]) => Shown): Shown {
    if (name === 'array_agg') return this.#inArrays(all(args));
    if (!CHOOSING.has(name)) return undefined;
    return all(WITH_DEFAULT.has(name) ? args.filter((_, index) => index !== 1) : args.slice(0, 1));
  }

  #subquery(sublink: TreeNode, scope: Scope, seen: ReadonlySet<TreeNode>): Shown {
    const query = nodeField(sublink, 'subselect');
    if (query === undefined) return undefined;
    const shown = (): Shown => this.output({ query, outer: scope }, 1, seen);
    switch (numberField(sublink, 'subLinkType')) {
      case SUBLINK.scalar:
        return shown();
      case SUBLINK.array:
        return this.#inArrays(shown());
      default:
        return undefined;
    }
  }

  /** An array of arrays is one of more dimensions, whose type tells nothing of them. */
  #inArrays(shown: Shown): Shown {
    if (shown === undefined || shown === 'null' || shown.inArrays) return undefined;
    const type = baseType(this.#catalog, shown.column.column.typeOid);
    return type?.element === 0 ? { ...shown, inArrays: true } : undefined;
  }

  #builtIn(call: TreeNode, idField: string): string {
    const routine = this.#catalog.routines.get(numberField(call, idField));
    return routine?.builtIn === true ? routine.name : '';
  }
}

/** What all show, if it is the same. */
function allOf(all: readonly Shown[]): Shown {
  const [first, ...others] = all.filter((each) => each !== 'null');
  if (first === undefined) return all.length > 0 && !all.includes(undefined) ? 'null' : undefined;
  const isSame = (each: ShownColumn | undefined): boolean =>
    each?.column.column === first.column.column && each.inArrays === first.inArrays;
  return others.every(isSame) ? first : undefined;
}
