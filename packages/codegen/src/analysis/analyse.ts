import type { Catalog, TableColumn } from '../catalog/catalog.ts';
import { withoutFatalNulls } from './fatal-nulls.ts';
import { Nullability, type ParameterNulls } from './nullability.ts';
import { outputOrigin } from './origin.ts';
import { inferNames, type InferredName } from './parameter-names.ts';
import { gatherEvidence, type ParameterUse } from './parameters.ts';
import { rowCount, type RowCount } from './row-count.ts';
import { outputs } from './scope.ts';
import { shownByOutput, type ShownColumn } from './shown-column.ts';
import { numberField, type TreeNode } from './tree.ts';

/** An output column, as the tree tells it. */
interface OutputColumn {
  readonly notNull: boolean;
  /** If it is an array: no element of it is null. */
  readonly elementsNotNull: boolean;
  /** The table column that it shows unchanged. */
  readonly origin: TableColumn | undefined;
  /** Where it is none: the column whose values, or nulls, it shows, or arrays of those. */
  readonly shows?: ShownColumn | undefined;
}

/** What the analysed tree says about the rows of a statement. */
export interface RowsAnalysis {
  readonly columns: readonly OutputColumn[];
  readonly rows: RowCount;
}

/** All that the analysed tree says about a statement. */
export interface Analysis extends RowsAnalysis {
  readonly parameters: readonly ParameterUse[];
  /** What to call the parameters that have only a number, where something tells. */
  readonly names: readonly (InferredName | undefined)[];
}

/** What the author says of a parameter. */
interface ParameterMarks {
  /** Never null, whatever the analysis says. */
  readonly required: boolean;
  /** May be null, whatever the analysis says. */
  readonly nullable: boolean;
  /** Has a number for a name. */
  readonly inferred: boolean;
}

/** Analyses a statement. */
export function analyse(catalog: Catalog, query: TreeNode, marks: readonly ParameterMarks[]): Analysis {
  const { evidence, required: stored } = gatherEvidence(catalog, query, marks.length);
  const uses = evidence.map((each, index): ParameterUse => {
    const use = each.use();
    const { required = false, nullable = false } = marks[index] ?? {};
    return required || nullable ? { ...use, nullable: !required } : use;
  });
  const isOpen = (index: number): boolean => marks[index]?.nullable !== true && evidence[index]?.guarded === false;
  const parameters = withoutFatalNulls(catalog, uses, stored, isOpen);
  const names = marks.some(({ inferred }) => inferred) ? inferNames(catalog, query, evidence) : [];
  return { parameters, names, ...analyseRows(catalog, query, parameters) };
}

/** Analyses what a statement returns. */
export function analyseRows(catalog: Catalog, query: TreeNode, parameters: readonly ParameterNulls[]): RowsAnalysis {
  const scope = { query, outer: undefined };
  const nullability = new Nullability(catalog, parameters);
  const columns = outputs(query).map((target): OutputColumn => {
    const column = numberField(target, 'resno');
    const origin = outputOrigin(catalog, scope, column);
    return {
      notNull: nullability.outputNotNull(scope, column),
      elementsNotNull: nullability.outputElementsNotNull(scope, column),
      origin,
      shows: origin === undefined ? shownByOutput(catalog, scope, column) : undefined,
    };
  });
  return { columns, rows: rowCount(catalog, scope) };
}

/** What is known of a statement that has no tree: it returns nothing, and its parameters cannot be null. */
export function withoutTree(parameters: number): Analysis {
  return {
    parameters: Array.from({ length: parameters }, () => ({
      nullable: false,
      elementNullable: false,
      column: undefined,
      storedIn: [],
    })),
    names: [],
    columns: [],
    rows: 'any',
  };
}
