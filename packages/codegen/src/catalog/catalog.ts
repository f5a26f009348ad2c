import type { TreeNode } from '../analysis/tree.ts';

export interface Column {
  readonly name: string;
  readonly attnum: number;
  readonly typeOid: number;
  readonly notNull: boolean;
  /** Null cannot be stored in it, although it may show nulls: its NOT NULL is not validated, or not inherited. */
  readonly refusesNull?: boolean;
  /** Dimensions that an array was declared with, `int[][]`: 0 where there was no declaration, as in a view. */
  readonly dimensions: number;
  /** No element of the array is null: its element type forbids it, or a check does. */
  readonly elementsNotNull: boolean;
  /** The n of `varchar(n)` and `char(n)`, and of arrays of them. */
  readonly maxLength?: number | undefined;
  readonly comment: string | null;
}

/** An attribute of a composite type. */
export interface Attribute {
  readonly name: string;
  readonly typeOid: number;
  readonly dimensions: number;
}

/** A table, a view, or whatever else has columns and rows. */
export interface Table {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly Column[];
}

/** How PostgreSQL classifies a type: base, composite, domain, enum, pseudo, range, multirange. */
type TypeKind = 'b' | 'c' | 'd' | 'e' | 'p' | 'r' | 'm';

export interface Type {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** The type as SQL writes it, schema and quotes included where needed. */
  readonly sqlName: string;
  readonly kind: TypeKind;
  /** Element type of an array type, else 0. */
  readonly element: number;
  /** Base type of a domain, else 0. */
  readonly base: number;
  /** The n of a domain over `varchar(n)` or `char(n)`, or arrays of them. */
  readonly maxLength?: number | undefined;
  /** A domain that is NOT NULL itself; the one under it may be besides. */
  readonly notNull: boolean;
  /** Attributes of a composite type, a table's row type included. */
  readonly attributes: readonly Attribute[];
  /** Labels of an enum, in order. */
  readonly labels: readonly string[];
  readonly comment: string | null;
}

export interface Routine {
  readonly name: string;
  readonly builtIn: boolean;
  /** Names of what a function of the schema's own takes, where it names them: an empty one for each that has none. */
  readonly argumentNames: readonly string[];
}

export interface Operator {
  readonly name: string;
  readonly builtIn: boolean;
  /** Its function is not called, and the result is null, when an operand is null. */
  readonly strict: boolean;
}

/** What the server knows about the schema, read once. */
export interface Catalog {
  readonly tables: ReadonlyMap<number, Table>;
  readonly types: ReadonlyMap<number, Type>;
  readonly operators: ReadonlyMap<number, Operator>;
  readonly routines: ReadonlyMap<number, Routine>;
  /** The analysed query of each view. */
  readonly views: ReadonlyMap<number, TreeNode>;
  /** Tables where a trigger or a rule may drop rows that are written. */
  readonly dropping: ReadonlySet<number>;
  /** Tables and views where a trigger or a rule writes instead: RETURNING shows what that makes of it. */
  readonly replacing: ReadonlySet<number>;
  /** Words that a column may only be called in quotes. */
  readonly keywords: ReadonlySet<string>;
}

/** The type under a domain, and under the domain under that; any other type is its own. */
export function baseType(catalog: Pick<Catalog, 'types'>, oid: number): Type | undefined {
  const type = catalog.types.get(oid);
  return type?.kind === 'd' ? baseType(catalog, type.base) : type;
}

/** Whether a domain, or one under it, forbids null. */
export function forbidsNull(catalog: Pick<Catalog, 'types'>, oid: number): boolean {
  const type = catalog.types.get(oid);
  return type?.kind === 'd' && (type.notNull || forbidsNull(catalog, type.base));
}

/** A column of a table, with the table: what overrides and comments hang on. */
export interface TableColumn {
  readonly table: Table;
  readonly column: Column;
}

/** A column as messages call it. */
export function columnName({ table, column }: TableColumn): string {
  const schema = table.schema === 'public' ? '' : `${table.schema}.`;
  return `${schema}${table.name}.${column.name}`;
}

/** Finds a column by the numbers that the analysed tree carries. */
export function findColumn(catalog: Catalog, table: number, attnum: number): TableColumn | undefined {
  const found = catalog.tables.get(table);
  const column = found?.columns.find((candidate) => candidate.attnum === attnum);
  return found === undefined || column === undefined ? undefined : { table: found, column };
}
