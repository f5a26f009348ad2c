import type { Catalog, TableColumn, Type } from '../catalog/catalog.ts';
import type { StoredIn } from '../analysis/parameters.ts';
import { shownByOutput, type ShownColumn } from '../analysis/shown-column.ts';
import { isSchemaOverride, type ColumnOverride, type SchemaOverride } from '../config/column-override.ts';
import type { CodegenOptions } from '../config/schema.ts';
import { quote } from '../names.ts';
import { columnKeys } from '../naming/column-keys.ts';
import type { Imports } from './imports.ts';
import { arrayOf, orNull } from './layout.ts';
import type { ModelRegistry } from './model-registry.ts';
import { readThrough, writeThrough } from './schema-calls.ts';
import { ValueTypes, type Shape } from './value-types.ts';

/** A type and where it is to be used. */
export interface TypeUse {
  readonly typeOid: number;
  /** The column it belongs to, for an override. */
  readonly column: TableColumn | undefined;
  /** Of what is none: the column whose values it shows. */
  readonly shows?: ShownColumn | undefined;
  /** Of a parameter: the columns that it, or each of its elements, is stored in. */
  readonly storedIn?: readonly StoredIn[];
  /** Of an array that is computed: whether an element may be null. */
  readonly elementNullable?: boolean | undefined;
  readonly imports: Imports;
}

/** A parameter that has its type from a column's override. */
export interface OverriddenParameter {
  readonly override: ColumnOverride;
  readonly column: TableColumn;
  /** The override is of its elements. */
  readonly elements: boolean;
  /** It is stored in the column, and not only compared with it. */
  readonly stored: boolean;
}

type Shown = ShownColumn & { readonly override: ColumnOverride };

/** Types that hold the same kind of value, so that an override of one is good for the other. */
const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);

/** Turns PostgreSQL's types into TypeScript's, as text of generated code. */
export class TypeMapper {
  readonly #catalog: Catalog;
  readonly #options: CodegenOptions;
  /** What types are without a column. */
  readonly values: ValueTypes;
  /** Overrides that a column of some query has used. */
  readonly usedOverrides = new Set<ColumnOverride>();

  constructor(catalog: Catalog, options: CodegenOptions, models: ModelRegistry) {
    this.#catalog = catalog;
    this.#options = options;
    this.values = new ValueTypes(catalog, options, models);
  }

  /** The type of a column in a row. */
  read(use: TypeUse): string {
    const override = this.overrideOf(use.column);
    if (override !== undefined) return this.#spell(override, 'output', use.imports);
    const shown = this.#shown(use);
    if (shown !== undefined) {
      const text = this.#spell(shown.override, 'output', use.imports);
      return shown.inArrays ? arrayOf(orNull(text, this.shape(use).elementNullable)) : text;
    }
    return this.values.read(use.typeOid, this.shape(use), use.imports);
  }

  /** The expression that reads a column of a row. */
  decode(value: string, use: TypeUse, nullable: boolean): string {
    const shape = this.shape(use);
    const { code, exact } = this.values.decode(value, use.typeOid, shape, { nullable, inRow: true }, use.imports);
    const override = this.overrideOf(use.column);
    if (isSchemaOverride(override) && override.validate !== 'write' && use.column !== undefined)
      return readThrough(code, { override, column: use.column, imports: use.imports }, nullable);
    const shown = this.#shown(use);
    if (shown !== undefined) return this.#decodeShown(value, code, shown, use, nullable);
    return exact && override === undefined ? code : `${code} as ${orNull(this.read(use), nullable)}`;
  }

  #decodeShown(value: string, plain: string, shown: Shown, use: TypeUse, nullable: boolean): string {
    const { override, column, inArrays } = shown;
    const cast = ` as ${orNull(this.read(use), nullable)}`;
    if (!isSchemaOverride(override) || override.validate === 'write') return plain + cast;
    const asked = { override, column, imports: use.imports };
    if (!inArrays) return readThrough(plain, asked, nullable);
    const element = this.values.elementOf(this.values.type(use.typeOid))?.oid ?? 0;
    const shape = this.values.shapeOf(element, 0);
    const each = this.values.decode('each', element, shape, { nullable: false, inRow: false }, use.imports).code;
    const elements = (array: string): string =>
      `${use.imports.runtime('array')}(${array}, (each) => ${readThrough(each, asked, false)})`;
    const code = nullable
      ? `${use.imports.runtime('nullable')}(${value}, (value) => ${elements('value')})`
      : elements(value);
    return code + cast;
  }

  /** The override of a column whose values are shown, where they have its type still. */
  #shown({ typeOid, shows }: TypeUse): Shown | undefined {
    const override = this.overrideOf(shows?.column);
    if (shows === undefined || override === undefined) return undefined;
    return this.fit(typeOid, shows.column) === (shows.inArrays ? 'elements' : 'value')
      ? { ...shows, override }
      : undefined;
  }

  /** The type of a parameter. */
  write(use: TypeUse, elementNullable: boolean): string {
    const found = this.overridden(use);
    if (found === undefined)
      return this.values.write(use.typeOid, this.parameterShape(use, elementNullable), use.imports);
    // What is only compared is compared with what the database holds.
    const held = isSchemaOverride(found.override) && found.override.validate === 'read' ? 'input' : 'output';
    const text = this.#spell(found.override, found.stored ? 'input' : held, use.imports);
    if (found.elements) return `readonly ${arrayOf(orNull(text, elementNullable))}`;
    return this.isArray(use.typeOid) && text.endsWith('[]') ? `readonly ${text}` : text;
  }

  /** The override that a parameter, or each of its elements, has its type from. */
  overridden({ typeOid, column, storedIn = [] }: TypeUse): OverriddenParameter | undefined {
    const stored = storedIn.map((each) => each.column);
    // A schema that has to be asked comes first, and one that only reads before what says nothing of values.
    const candidates = [
      ...stored.filter((each) => this.#isAsked(each)),
      ...stored.filter((each) => isSchemaOverride(this.overrideOf(each))),
      ...stored,
      ...(column === undefined ? [] : [column]),
    ];
    for (const candidate of candidates) {
      const override = this.overrideOf(candidate);
      const fit = override === undefined ? undefined : this.fit(typeOid, candidate);
      if (override === undefined || fit === undefined) continue;
      const isStored = stored.some((each) => each.column === candidate.column);
      return { override, column: candidate, elements: fit === 'elements', stored: isStored };
    }
    return undefined;
  }

  /** Whether a parameter of this type is a value of the column, or an array of them. */
  fit(typeOid: number, column: TableColumn): 'value' | 'elements' | undefined {
    const own = this.values.type(column.column.typeOid);
    const isSchema = isSchemaOverride(this.overrideOf(column));
    const fits = (type: Type | undefined): boolean =>
      this.#isSameKind(type, own) || (isSchema && this.values.isJson(type) && this.values.isJson(own));
    const type = this.values.type(typeOid);
    if (fits(type)) return 'value';
    return fits(this.values.elementOf(type)) ? 'elements' : undefined;
  }

  sqlName(typeOid: number): string {
    return this.#catalog.types.get(typeOid)?.sqlName ?? 'unknown';
  }

  /** Whether a schema is asked about the parameter before it is sent. */
  isValidated(use: TypeUse): boolean {
    return this.#guarded(use) !== undefined;
  }

  /** The expression that passes a parameter. pg would send JSON arrays as PostgreSQL arrays, and strings bare. */
  encode(given: string, use: TypeUse, nullable: boolean, elementNullable: boolean, index?: string): string {
    const { typeOid, imports } = use;
    const guarded = this.#guarded(use);
    const value =
      guarded === undefined
        ? given
        : writeThrough(
            given,
            { ...guarded, imports },
            { elements: guarded.elements, elementNullable, nullable, index },
          );
    const type = this.values.type(typeOid);
    const json = (orNull: boolean): string => imports.runtime(orNull ? 'jsonOrNull' : 'json');
    if (this.values.isJson(type)) return `${json(nullable)}(${value})`;
    const shape = this.parameterShape(use, elementNullable);
    const element = this.values.elementOf(type);
    return shape.dimensions <= 1 && element !== undefined && this.values.isJson(this.values.type(element.oid))
      ? `${imports.runtime('jsonArray')}(${value}, ${json(elementNullable)})`
      : this.values.encode(value, typeOid, shape, nullable, imports);
  }

  isArray(typeOid: number): boolean {
    return this.values.elementOf(this.values.type(typeOid)) !== undefined;
  }

  /** Of the type of a column. */
  shape({ typeOid, column, elementNullable }: TypeUse): Shape {
    const element = this.values.elementOf(this.values.type(typeOid));
    if (element === undefined) return { dimensions: 1, elementNullable: false };
    const nullable = elementNullable ?? column?.column.elementsNotNull !== true;
    return {
      dimensions: this.#dimensions(column),
      elementNullable: nullable && this.values.elementNullable(element.oid),
    };
  }

  /** An array that is stored in an array column may hold the nulls that the column may hold. */
  parameterShape({ typeOid, column }: TypeUse, elementNullable: boolean): Shape {
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
    const override = this.overrideOf(column);
    const declared =
      override === undefined || isSchemaOverride(override)
        ? (column?.column.dimensions ?? 0)
        : override.type.split('[]').length - 1;
    return Math.max(1, declared);
  }

  #isSameKind(a: Type | undefined, b: Type | undefined): boolean {
    return a !== undefined && b !== undefined && (a.oid === b.oid || (TEXTS.has(a.name) && TEXTS.has(b.name)));
  }

  /** The override of a column; of a view's that has none, that of the column which it shows. */
  overrideOf(column: TableColumn | undefined): ColumnOverride | undefined {
    if (column === undefined || this.#options.overrides.length === 0) return undefined;
    const keys = columnKeys(column.table, column.column.name);
    return this.#options.overrides.find((override) => keys.includes(override.column)) ?? this.#overrideBehind(column);
  }

  #overrideBehind({ table, column }: TableColumn): ColumnOverride | undefined {
    const query = this.#catalog.views.get(table.oid);
    if (query === undefined) return undefined;
    const shown = shownByOutput(this.#catalog, { query, outer: undefined }, column.attnum);
    if (shown === undefined || shown.inArrays) return undefined;
    const isSame = this.#isSameKind(this.values.type(column.typeOid), this.values.type(shown.column.column.typeOid));
    return isSame ? this.overrideOf(shown.column) : undefined;
  }

  /** The type of an override, imported. */
  #spell(override: ColumnOverride, side: 'input' | 'output', imports: Imports): string {
    this.usedOverrides.add(override);
    if (isSchemaOverride(override)) {
      const infer = imports.runtimeType(side === 'input' ? 'InferInput' : 'InferOutput');
      return `${infer}<typeof ${imports.typeOf(override.from, override.schema)}>`;
    }
    const name = importedName(override);
    if (override.from === undefined || name === undefined) return override.type;
    return imports.override(override.from, name) + override.type.slice(name.length);
  }

  #guarded(use: TypeUse): (OverriddenParameter & { readonly override: SchemaOverride }) | undefined {
    const found = this.overridden(use);
    if (found === undefined || !found.stored) return undefined;
    const { override } = found;
    return isSchemaOverride(override) && override.validate !== 'read' ? { ...found, override } : undefined;
  }

  /** Whether the schema of a column sees what is stored. */
  #isAsked(column: TableColumn): boolean {
    const override = this.overrideOf(column);
    return isSchemaOverride(override) && override.validate !== 'read';
  }
}

/** What an override imports: `Label` of `Label[]`; nothing for a global type. */
export function importedName(override: ColumnOverride): string | undefined {
  if (isSchemaOverride(override)) return override.schema;
  return override.from === undefined ? undefined : /^[\p{ID_Start}_$][\p{ID_Continue}$]*/u.exec(override.type)?.[0];
}

/** The union of an enum's labels. */
export function enumUnion(type: Type): string {
  return type.labels.length === 0 ? 'never' : type.labels.map(quote).join(' | ');
}
