import type { Table, TableColumn } from '../catalog/catalog.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/** A parameter of a generated function. */
export interface CompiledParameter {
  readonly name: string;
  readonly typeOid: number;
  readonly nullable: boolean;
  readonly elementNullable: boolean;
  /** The column that gives the parameter, or its elements, its type override. */
  readonly column: TableColumn | undefined;
}

/** A property of a returned row. */
export interface CompiledColumn {
  /** Name of the property: camelCase, without `!` or `?`. */
  readonly property: string;
  readonly typeOid: number;
  readonly nullable: boolean;
  readonly origin: TableColumn | undefined;
}

/** How many rows a generated function hands back, and as what. */
export type ResultKind = 'one' | 'exactly-one' | 'many' | 'nothing' | 'row-count';

/** A query, understood: all that the emitter needs. */
export interface CompiledQuery {
  readonly source: SourceQuery;
  /** What is sent: stars written out, `$n` for parameters. */
  readonly text: string;
  readonly parameters: readonly CompiledParameter[];
  readonly columns: readonly CompiledColumn[];
  readonly result: ResultKind;
  /** The table whose rows these are, when the columns are exactly the table's. */
  readonly table: Table | undefined;
}
