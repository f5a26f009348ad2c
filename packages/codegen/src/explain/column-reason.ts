import { Nullability } from '../analysis/nullability.ts';
import { arms, outputs, type Scope } from '../analysis/scope.ts';
import { field, numberField, type TreeNode } from '../analysis/tree.ts';
import type { AnalysedQuery } from '../analysed-project.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { ExpressionReasons } from './expression-reason.ts';

/**
 * Why each output column may be null or not, in the order of the columns. The verdict is the analysis' own; this only
 * walks the same tree and says what the verdict hangs on.
 */
export function columnReasons({ compiled, tree }: AnalysedQuery, catalog: Catalog): string[] {
  if (tree === undefined) return compiled.columns.map(() => 'PostgreSQL shows no tree of this statement');
  const reasons = new ColumnReasons(
    catalog,
    new Nullability(catalog, compiled.parameters),
    compiled.parameters.map(({ name }) => name),
  );
  const scope = { query: tree, outer: undefined };
  return compiled.columns.map(({ nullable, at, embed }, index) => {
    if (embed !== undefined)
      return nullable ? `an outer join may find no row of ${embed.name}` : `there is always a row of ${embed.name}`;
    const column = (at ?? index) + 1;
    const reason = reasons.output(scope, column);
    const verdict = !reasons.nullability.outputNotNull(scope, column);
    if (verdict === nullable) return reason;
    // The tree is that of one row in the place of all.
    if (nullable && compiled.source.parameters.some(({ field: part }) => part?.many === true))
      return `a list may have no objects, or its name ends in "?"; of one object: ${reason}`;
    return `its name ends in "${nullable ? '?' : '!'}"; without that: ${reason}`;
  });
}

/** Reasons for output columns, followed through subqueries, CTEs, views and set operations. */
export class ColumnReasons {
  readonly nullability: Nullability;
  readonly #expressions: ExpressionReasons;
  readonly #seen = new Set<TreeNode>();

  constructor(catalog: Catalog, nullability: Nullability, parameters: readonly string[]) {
    this.nullability = nullability;
    this.#expressions = new ExpressionReasons(catalog, nullability, parameters, (scope, column) =>
      this.output(scope, column),
    );
  }

  output(scope: Scope, column: number): string {
    if (this.#seen.has(scope.query)) return 'a recursive query is as free of nulls as its other part';
    this.#seen.add(scope.query);
    try {
      return this.#output(scope, column);
    } finally {
      this.#seen.delete(scope.query);
    }
  }

  #output(scope: Scope, column: number): string {
    const parts = arms(scope);
    const [only] = parts;
    if (parts.length === 1 && only?.query === scope.query) return this.#own(scope, column);
    const notNull = this.nullability.outputNotNull(scope, column);
    const deciding = parts.find((part) => this.nullability.outputNotNull(part, column) === notNull) ?? only;
    if (deciding === undefined) return 'unknown';
    const reason = this.output(deciding, column);
    return notNull
      ? `every part of the set operation that counts: ${reason}`
      : `a part of the set operation: ${reason}`;
  }

  #own(scope: Scope, column: number): string {
    const target = outputs(scope.query).find((entry) => numberField(entry, 'resno') === column);
    return target === undefined ? 'unknown' : this.#expressions.reason(field(target, 'expr'), scope);
  }
}
