import type { Catalog, TableColumn } from '../catalog/catalog.ts';
import { Nullability } from './nullability.ts';
import { outputOrigin } from './origin.ts';
import { analyseParameters, type ParameterUse } from './parameters.ts';
import { rowCount, type RowCount } from './row-count.ts';
import { outputs } from './scope.ts';
import { numberField, type TreeNode } from './tree.ts';

/** An output column, as the tree tells it. */
interface OutputColumn {
  readonly notNull: boolean;
  /** The table column that it shows unchanged. */
  readonly origin: TableColumn | undefined;
}

/** All that the analysed tree says about a statement. */
export interface Analysis {
  readonly parameters: readonly ParameterUse[];
  readonly columns: readonly OutputColumn[];
  readonly rows: RowCount;
}

/**
 * Analyses a statement.
 * @param required per parameter, whether the author marked it `:name!`
 */
export function analyse(catalog: Catalog, query: TreeNode, required: readonly boolean[]): Analysis {
  const scope = { query, outer: undefined };
  const parameters = analyseParameters(catalog, query, required.length).map((use, index): ParameterUse =>
    required[index] === true ? { ...use, nullable: false } : use,
  );
  const nullability = new Nullability(catalog, parameters);
  const columns = outputs(query).map((target): OutputColumn => {
    const column = numberField(target, 'resno');
    return { notNull: nullability.outputNotNull(scope, column), origin: outputOrigin(catalog, scope, column) };
  });
  return { parameters, columns, rows: rowCount(scope) };
}

/** What is known of a statement that has no tree: it returns nothing, and its parameters cannot be null. */
export function withoutTree(parameters: number): Analysis {
  return {
    parameters: Array.from({ length: parameters }, () => ({
      nullable: false,
      elementNullable: false,
      column: undefined,
    })),
    columns: [],
    rows: 'any',
  };
}
