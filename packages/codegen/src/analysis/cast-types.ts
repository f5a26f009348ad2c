import { parameterSources } from './parameter-sources.ts';
import { resolve, RTE, type Scope } from './scope.ts';
import { forEachChild, nodeField, numberField, type TreeNode } from './tree.ts';

/** How a cast was written (CoercionForm). */
const EXPLICIT = 1;

/** The field that says so, by kind of cast. */
const CAST_FORM = { COERCEVIAIO: 'coerceformat', COERCETODOMAIN: 'coercionformat' } as const;

/** What a parameter is where it is read as it is, or as several things. */
const AS_IT_IS = 0;

/**
 * The types of parameters in VALUES, which makes text of them, that every reader casts to one type: of
 * `SELECT rows.id::int FROM (VALUES ($1)) AS rows (id)`, the oid of int for 1.
 */
export function castTypes(query: TreeNode): ReadonlyMap<number, number> {
  const reader = new CastReader();
  reader.visit(query, { query, outer: undefined }, AS_IT_IS);
  return new Map([...reader.found].filter(([, type]) => !reader.hasRows && type !== AS_IT_IS));
}

class CastReader {
  readonly found = new Map<number, number>();
  /** A row is read as one value: with its columns as they are. */
  hasRows = false;

  /** @param type what the node is cast to */
  visit(node: TreeNode, scope: Scope, type: number): void {
    if (node.type === 'PARAM') {
      if (numberField(node, 'paramkind') === 0) this.#read(numberField(node, 'paramid'), type);
    } else if (node.type === 'VAR') {
      this.#variable(node, scope, type);
    } else if (node.type === 'COERCEVIAIO' || node.type === 'COERCETODOMAIN') {
      const arg = nodeField(node, 'arg');
      // What a domain is over comes implicitly.
      const isOwn = type === AS_IT_IS || numberField(node, CAST_FORM[node.type]) === EXPLICIT;
      if (arg !== undefined) this.visit(arg, scope, isOwn ? numberField(node, 'resulttype') : type);
    } else if (!isListed(node)) {
      forEachChild(node, (child) => {
        this.visit(child, child.type === 'QUERY' ? { query: child, outer: scope } : scope, AS_IT_IS);
      });
    }
  }

  #variable(variable: TreeNode, scope: Scope, type: number): void {
    const reference = resolve(variable, scope);
    if (reference === undefined) return;
    const kind = numberField(reference.entry, 'rtekind');
    if (kind !== RTE.relation && reference.column === 0) this.hasRows = true;
    // VALUES is a query whose outputs are its columns: who reads those is what counts.
    if (kind === RTE.values) return;
    for (const { parameter } of parameterSources(variable, scope)) this.#read(parameter, type);
  }

  #read(parameter: number, type: number): void {
    const known = this.found.get(parameter) ?? type;
    this.found.set(parameter, known === type ? type : AS_IT_IS);
  }
}

/** What only lists what can be read: the rows of VALUES, the columns of a join. */
function isListed(node: TreeNode): boolean {
  const kind = numberField(node, 'rtekind');
  return node.type === 'RANGETBLENTRY' && (kind === RTE.values || kind === RTE.join);
}
