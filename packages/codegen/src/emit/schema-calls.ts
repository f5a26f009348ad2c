import { columnName, type TableColumn } from '../catalog/catalog.ts';
import type { SchemaOverride } from '../config/column-override.ts';
import { quote } from '../names.ts';
import type { Imports } from './imports.ts';

/** A schema that is asked about a value: what the calls of the runtime are written with. */
export interface SchemaUse {
  readonly override: SchemaOverride;
  readonly column: TableColumn;
  readonly imports: Imports;
}

/** The expression that reads a column through its schema. SQL's null is none of the schema's business. */
export function readThrough(code: string, use: SchemaUse, nullable: boolean): string {
  const read = call('validColumn', use);
  return nullable ? `${use.imports.runtime('nullable')}(${code}, (value) => ${read('value')})` : read(code);
}

/** The expression that makes of a parameter what its column's schema makes of it. */
export function writeThrough(
  value: string,
  use: SchemaUse,
  {
    elements,
    elementNullable,
    nullable,
    index,
  }: {
    /** The schema is of the elements. */
    readonly elements: boolean;
    readonly elementNullable: boolean;
    readonly nullable: boolean;
    /** The variable that counts the rows of a copy. */
    readonly index: string | undefined;
  },
): string {
  const write = call(
    elements ? (elementNullable ? 'validElementsOrNull' : 'validElements') : 'validParameter',
    use,
    elements ? undefined : index,
  );
  return nullable ? `${use.imports.runtime('orNull')}(${value}, (value) => ${write('value')})` : write(value);
}

function call(name: string, { override, column, imports }: SchemaUse, index?: string): (value: string) => string {
  const schema = imports.value(override.from, override.schema);
  const rest = [quote(columnName(column)), ...(index === undefined ? [] : [index])].join(', ');
  return (value) => `${imports.runtime(name)}(${schema}, ${value}, ${rest})`;
}
