import type { Catalog, TableColumn } from '../catalog/catalog.ts';
import { expressionOrigin } from './origin.ts';
import type { Evidence } from './parameters.ts';
import { isCastCall, parameterNumber, resolve, withoutCasts, type Scope } from './scope.ts';
import {
  field,
  forEachChild,
  isNode,
  listField,
  numberField,
  textField,
  type TreeNode,
  type TreeValue,
} from './tree.ts';

/** What a parameter could be called. */
export interface InferredName {
  readonly name: string;
  /** The column that is called so. */
  readonly column?: TableColumn | undefined;
}

/**
 * What to call the parameters of a statement that only numbers them: after the column that each is stored in, `limit` or
 * `offset`, after the column beside it in an expression, or after the function that it is an argument of.
 * @param evidence what is known of each parameter
 */
export function inferNames(
  catalog: Catalog,
  query: TreeNode,
  evidence: readonly Evidence[],
): (InferredName | undefined)[] {
  const reader = new NameReader(catalog);
  reader.visit(query, { query, outer: undefined });
  return evidence.map(({ stored, compared }, index) => {
    const { place, neighbour, call } = reader.names.get(index + 1) ?? {};
    if (stored !== undefined) return { name: stored.column.name, column: stored };
    if (place !== undefined) return { name: place };
    if (compared !== undefined) return { name: compared.column.name, column: compared };
    return neighbour ?? (call === undefined ? undefined : { name: call });
  });
}

/** Names that a parameter could have, by how they were found; of each kind the first. */
interface Found {
  place?: string;
  neighbour?: InferredName;
  call?: string;
}

class NameReader {
  readonly names = new Map<number, Found>();
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  visit(node: TreeNode, scope: Scope): void {
    switch (node.type) {
      case 'QUERY':
        this.#offer(field(node, 'limitCount'), { place: 'limit' });
        this.#offer(field(node, 'limitOffset'), { place: 'offset' });
        break;
      case 'OPEXPR':
      case 'DISTINCTEXPR':
      case 'NULLIFEXPR':
      case 'SCALARARRAYOPEXPR':
      case 'COALESCEEXPR':
      case 'MINMAXEXPR':
        this.#neighbours(listField(node, 'args'), scope);
        break;
      case 'ROWCOMPAREEXPR': {
        const right = listField(node, 'rargs');
        for (const [index, left] of listField(node, 'largs').entries()) this.#neighbours([left, right[index]], scope);
        break;
      }
      case 'FUNCEXPR':
        if (!isCastCall(node)) this.#arguments(node);
        break;
      default:
    }
    forEachChild(node, (child) => {
      this.visit(child, child.type === 'QUERY' ? { query: child, outer: scope } : scope);
    });
  }

  #offer(value: TreeValue | undefined, found: Found): void {
    const number = parameterNumber(value);
    this.names.set(number, { ...found, ...this.names.get(number) });
  }

  /** The first column among the operands names those that are parameters, also in a list: `a IN ($1, $2)`. */
  #neighbours(operands: readonly (TreeValue | undefined)[], scope: Scope): void {
    const neighbour = operands.map((operand) => this.#columnIn(operand, scope)).find((name) => name !== undefined);
    if (neighbour === undefined) return;
    for (const operand of operands) this.#offerAll(operand, { neighbour });
  }

  #offerAll(value: TreeValue | undefined, found: Found): void {
    this.#offer(value, found);
    const list = withoutCasts(value);
    if (list !== undefined) for (const element of listField(list, 'elements')) this.#offer(element, found);
  }

  #arguments(call: TreeNode): void {
    const routine = this.#catalog.routines.get(numberField(call, 'funcid'));
    if (routine === undefined) return;
    for (const [index, argument] of listField(call, 'args').entries()) {
      // Of all that can be an argument only one that the call names has a name.
      const named = isNode(argument) ? textField(argument, 'name') : '';
      // The values of a VARIADIC argument are an array here.
      this.#offerAll(argument, { call: named || routine.argumentNames[index] || routine.name });
    }
  }

  #columnIn(value: TreeValue | undefined, scope: Scope): InferredName | undefined {
    if (!isNode(value) || value.type === 'QUERY') return undefined;
    if (value.type === 'VAR') {
      const reference = resolve(value, scope);
      const names = reference === undefined ? undefined : field(reference.entry, 'eref');
      const name = isNode(names) ? listField(names, 'colnames')[(reference?.column ?? 0) - 1] : undefined;
      if (typeof name !== 'string') return undefined;
      return { name, column: expressionOrigin(this.#catalog, value, scope) };
    }
    let found: InferredName | undefined;
    forEachChild(value, (child) => {
      found ??= this.#columnIn(child, scope);
    });
    return found;
  }
}
