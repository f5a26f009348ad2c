import type { StoredIn } from '../analysis/parameters.ts';
import type { ShownColumn } from '../analysis/shown-column.ts';
import type { Table, TableColumn } from '../catalog/catalog.ts';
import type { Choice, Choices } from '../sql/branches/branch.ts';
import type { ObjectField, SourceQuery } from '../sql/source-query.ts';

/** A parameter of a generated function. */
export interface CompiledParameter {
  readonly name: string;
  readonly typeOid: number;
  readonly nullable: boolean;
  readonly elementNullable: boolean;
  /** The column that gives the parameter, or its elements, its type override. */
  readonly column: TableColumn | undefined;
  /** The columns that it, or each of its elements, is stored in. */
  readonly storedIn: readonly StoredIn[];
  /** Not every variant of the query has it: then it may be left out. */
  readonly partial?: PartialUse | undefined;
  /** It is given as a field of an object, or of each of a list. */
  readonly field?: ObjectField | undefined;
}

/** When a parameter that not every variant has is needed. */
export interface PartialUse {
  /** Whether it is what the branch is called after: given, it is needed. */
  readonly decides: boolean;
  /** Else: the variants that have it, in words, such as `with order = newest`. */
  readonly when: string;
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
  /** Where it is none: the column whose values it shows, or arrays of those. */
  readonly shows?: ShownColumn | undefined;
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
  /** The texts that the arguments choose from, where there is more than the one. */
  readonly branches?: CompiledBranches | undefined;
}

/** An argument that chooses what is sent and is itself not sent. */
export interface CompiledArgument {
  readonly name: string;
  /** The cases of a switch; absent for a flag. */
  readonly cases: readonly string[] | undefined;
  /** Without it, what is below `@else` is sent. */
  readonly optional: boolean;
}

/** What has to be decided at run time, and how: by an argument, whether a parameter is given, or the case of a switch. */
export interface CompiledDecision {
  /** Name of the argument or the parameter. */
  readonly name: string;
  readonly kind: 'parameter' | 'flag' | 'switch';
  readonly outcomes: readonly { readonly choice: Choice; readonly next: CompiledDecision | CompiledVariant }[];
}

/** One text of a query with branches. */
export interface CompiledVariant {
  readonly choices: Choices;
  /** What it is made with: `title, order = newest`. */
  readonly label: string;
  /** As if the rest had not been written. */
  readonly compiled: CompiledQuery;
  /** Which of the query's parameters are sent, in this order. */
  readonly parameters: readonly CompiledParameter[];
}

/** The branches of a query, understood. */
export interface CompiledBranches {
  readonly arguments: readonly CompiledArgument[];
  readonly decision: CompiledDecision | CompiledVariant;
  /** In the order of the decisions. */
  readonly variants: readonly CompiledVariant[];
}
