import type { Catalog, TableColumn, Type } from '../catalog/catalog.ts';
import type { CodegenOptions, ColumnOverride } from '../config/schema.ts';
import { quote } from '../names.ts';
import { columnKeys } from '../naming/column-keys.ts';
import type { Imports } from './imports.ts';
import { arrayOf, orNull } from './layout.ts';
import type { ModelRegistry } from './model-registry.ts';
import { ValueTypes, type Shape } from './value-types.ts';

/** A type and where it is to be used. */
export interface TypeUse {
  readonly typeOid: number;
  /** The column it belongs to, for an override. */
  readonly column: TableColumn | undefined;
  /** Of an array that is computed: whether an element may be null. */
  readonly elementNullable?: boolean | undefined;
  readonly imports: Imports;
}

/** Types that hold the same kind of value, so that an override of one is good for the other. */
const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);

/** Turns PostgreSQL's types into TypeScript's, as text of generated code. */
export class TypeMapper {
  readonly #options: CodegenOptions;
  /** What types are without a column. */
  readonly values: ValueTypes;
  /** Overrides that a column of some query has used. */
  readonly usedOverrides = new Set<ColumnOverride>();

  constructor(catalog: Catalog, options: CodegenOptions, models: ModelRegistry) {
    this.#options = options;
    this.values = new ValueTypes(catalog, options, models);
  }

  /** The type of a column in a row. */
  read(use: TypeUse): string {
    return this.#override(use.column, use.imports) ?? this.values.read(use.typeOid, this.#shape(use), use.imports);
  }

  /** The expression that reads a column of a row. */
  decode(value: string, use: TypeUse, nullable: boolean): string {
    const shape = this.#shape(use);
    const { code, exact } = this.values.decode(value, use.typeOid, shape, { nullable, inRow: true }, use.imports);
    return exact && this.#overrideFor(use.column) === undefined
      ? code
      : `${code} as ${orNull(this.read(use), nullable)}`;
  }

  /** The type of a parameter. */
  write(use: TypeUse, elementNullable: boolean): string {
    const { typeOid, column, imports } = use;
    const type = this.values.type(typeOid);
    const element = this.values.elementOf(type);
    if (column !== undefined && this.#isSameKind(type, this.values.type(column.column.typeOid))) {
      const override = this.#override(column, imports);
      if (override !== undefined)
        return element !== undefined && override.endsWith('[]') ? `readonly ${override}` : override;
    }
    const fits =
      column !== undefined &&
      element !== undefined &&
      this.#isSameKind(element, this.values.type(column.column.typeOid));
    const override = fits ? this.#override(column, imports) : undefined;
    if (override !== undefined) return `readonly ${arrayOf(orNull(override, elementNullable))}`;
    return this.values.write(typeOid, this.#parameterShape(use, elementNullable), imports);
  }

  /** The expression that passes a parameter. pg would send JSON arrays as PostgreSQL arrays, and strings bare. */
  encode(value: string, use: TypeUse, nullable: boolean, elementNullable: boolean): string {
    const { typeOid, imports } = use;
    const type = this.values.type(typeOid);
    const json = (orNull: boolean): string => imports.runtime(orNull ? 'jsonOrNull' : 'json');
    if (this.values.isJson(type)) return `${json(nullable)}(${value})`;
    const shape = this.#parameterShape(use, elementNullable);
    const element = this.values.elementOf(type);
    return shape.dimensions <= 1 && element !== undefined && this.values.isJson(this.values.type(element.oid))
      ? `${imports.runtime('jsonArray')}(${value}, ${json(elementNullable)})`
      : this.values.encode(value, typeOid, shape, nullable, imports);
  }

  isArray(typeOid: number): boolean {
    return this.values.elementOf(this.values.type(typeOid)) !== undefined;
  }

  #shape({ typeOid, column, elementNullable }: TypeUse): Shape {
    const element = this.values.elementOf(this.values.type(typeOid));
    if (element === undefined) return { dimensions: 1, elementNullable: false };
    const nullable = elementNullable ?? column?.column.elementsNotNull !== true;
    return {
      dimensions: this.#dimensions(column),
      elementNullable: nullable && this.values.elementNullable(element.oid),
    };
  }

  /** An array that is stored in an array column may hold the nulls that the column may hold. */
  #parameterShape({ typeOid, column }: TypeUse, elementNullable: boolean): Shape {
    const type = this.values.type(typeOid);
    const element = this.values.elementOf(type);
    const isWhole = column !== undefined && this.#isSameKind(type, this.values.type(column.column.typeOid));
    if (element === undefined || !isWhole) return { dimensions: 1, elementNullable };
    return {
      dimensions: this.#dimensions(column),
      elementNullable: elementNullable || (!column.column.elementsNotNull && this.values.elementNullable(element.oid)),
    };
  }

  /** As the column declares them, or its override: `number[][]`. */
  #dimensions(column: TableColumn | undefined): number {
    const override = this.#overrideFor(column);
    const declared = override === undefined ? (column?.column.dimensions ?? 0) : override.type.split('[]').length - 1;
    return Math.max(1, declared);
  }

  #isSameKind(a: Type | undefined, b: Type | undefined): boolean {
    return a !== undefined && b !== undefined && (a.oid === b.oid || (TEXTS.has(a.name) && TEXTS.has(b.name)));
  }

  #overrideFor(column: TableColumn | undefined): ColumnOverride | undefined {
    if (column === undefined) return undefined;
    const keys = columnKeys(column.table, column.column.name);
    return this.#options.overrides.find((override) => keys.includes(override.column));
  }

  #override(column: TableColumn | undefined, imports: Imports): string | undefined {
    const override = this.#overrideFor(column);
    if (override === undefined) return undefined;
    this.usedOverrides.add(override);
    const name = importedName(override);
    if (override.from !== undefined && name !== undefined) imports.type(override.from, name);
    return override.type;
  }
}

/** What an override imports: `Label` of `Label[]`; nothing for a global type. */
export function importedName({ type, from }: ColumnOverride): string | undefined {
  return from === undefined ? undefined : /^[A-Za-z_$][\w$]*/.exec(type)?.[0];
}

/** The union of an enum's labels. */
export function enumUnion(type: Type): string {
  return type.labels.length === 0 ? 'never' : type.labels.map(quote).join(' | ');
}
