import { baseType, type Catalog } from '../catalog/catalog.ts';

/** What the rows go under in the statement; no table is called so by chance. */
const ROW = '_row';

/** A column of the rows that a statement gets as an array a column. */
export interface RowColumn {
  readonly name: string;
  /** Of the parameter. */
  readonly number: number;
  readonly arrayType: string;
  /** What stands in the select list for it. */
  readonly value: string;
}

/** A column of rows by the type of its values. */
export function rowColumn(
  column: { readonly name: string; readonly number: number },
  typeOid: number,
  catalog: Catalog,
): RowColumn {
  const type = castName(typeOid, catalog);
  const value = `${ROW}.${column.name}`;
  return isElement(typeOid, catalog)
    ? { ...column, arrayType: `${type}[]`, value }
    : { ...column, arrayType: 'text[]', value: `(${value}::${type})` };
}

/** `FROM unnest($1::text[], $2::integer[]) AS _row (name, age)`. */
export function fromUnnest(columns: readonly RowColumn[]): string {
  const arrays = columns.map(({ number, arrayType }) => `$${number}::${arrayType}`).join(', ');
  return `FROM unnest(${arrays}) AS ${ROW} (${columns.map(({ name }) => name).join(', ')})`;
}

/**
 * Whether an array of this type is one value a row. PostgreSQL has no arrays of arrays, only more dimensions, all of one
 * length, which `unnest` flattens; a composite value it spreads over columns; and boxes it wants separated by semicolons.
 * All these go as text, which each row casts back.
 */
function isElement(typeOid: number, catalog: Pick<Catalog, 'types'>): boolean {
  const type = baseType(catalog, typeOid);
  if (type === undefined || type.element !== 0) return false;
  return type.kind !== 'c' && type.kind !== 'p' && !(type.schema === 'pg_catalog' && type.name === 'box');
}

/** A type without a length: "character" means a length of 1 in a cast, and so does "bit". */
function castName(typeOid: number, catalog: Catalog): string {
  const type = catalog.types.get(typeOid);
  if (type?.schema === 'pg_catalog' && (type.name === 'bpchar' || type.name === 'bit')) return `"${type.name}"`;
  if (type !== undefined && type.kind === 'b' && type.element !== 0) return `${castName(type.element, catalog)}[]`;
  return type?.sqlName ?? 'text';
}
