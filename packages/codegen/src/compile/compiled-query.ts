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
  /** Name of the property: in the config's case, without `!` or `?`. */
  readonly property: string;
  readonly typeOid: number;
  readonly nullable: boolean;
  /** If it is an array: an element may be null. */
  readonly elementNullable: boolean;
  readonly origin: TableColumn | undefined;
  /** Where the value is in the row, from 0, where that is not the property's own place. */
  readonly at?: number;
  /** The property is no column but a row of this table, whose columns begin at `at`. */
  readonly embed?: Table;
}

/** How many rows a generated function hands back, and as what. */
export type ResultKind = 'one' | 'exactly-one' | 'many' | 'nothing' | 'row-count' | 'outcome';

/**
 * What a generated function takes: one set of parameters, or an array of them; of these, a batch runs the statement for
 * each, and a copy hands all to one statement, as an array a parameter.
 */
export type CallKind = 'single' | 'batch' | 'copy';

/** A query, understood: all that the emitter needs. */
export interface CompiledQuery {
  readonly source: SourceQuery;
  /** What is sent: stars written out, `$n` for parameters. */
  readonly text: string;
  readonly parameters: readonly CompiledParameter[];
  readonly columns: readonly CompiledColumn[];
  readonly result: ResultKind;
  readonly call: CallKind;
  /** The table whose rows these are, when the columns are exactly the table's. */
  readonly table: Table | undefined;
}
