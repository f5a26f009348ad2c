import type { Catalog, TableColumn, Type } from '../catalog/catalog.ts';
import type { CodegenOptions, ColumnOverride } from '../config/schema.ts';
import { quote } from '../names.ts';
import { ARRAY_ELEMENTS, BASE_TYPES, INT8_TYPES, PARSED_ARRAYS, type BaseType } from './base-types.ts';
import type { Imports } from './imports.ts';
import { arrayOf, orNull } from './layout.ts';
import type { ModelRegistry } from './model-registry.ts';

/** A type and where it is to be used. */
export interface TypeUse {
  readonly typeOid: number;
  /** The column it belongs to, for an override. */
  readonly column: TableColumn | undefined;
  readonly imports: Imports;
}

/** Types that hold the same kind of value, so that an override of one is good for the other. */
const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);

/** Turns PostgreSQL's types into TypeScript's, as text of generated code. */
export class TypeMapper {
  readonly #catalog: Catalog;
  readonly #options: CodegenOptions;
  readonly #models: ModelRegistry;
  /** Overrides that a column of some query has used. */
  readonly usedOverrides = new Set<ColumnOverride>();

  constructor(catalog: Catalog, options: CodegenOptions, models: ModelRegistry) {
    this.#catalog = catalog;
    this.#options = options;
    this.#models = models;
  }

  /** The type of a column in a row. */
  read({ typeOid, column, imports }: TypeUse): string {
    return this.#override(column, imports) ?? this.#plainRead(this.#type(typeOid), imports);
  }

  /** The expression that reads a column of a row. */
  decode(value: string, use: TypeUse, nullable: boolean): string {
    const { imports } = use;
    const type = this.#type(use.typeOid);
    const as = ` as ${orNull(this.read(use), nullable)}`;
    const element = this.#elementOf(type);
    if (element !== undefined) {
      const decoder = this.#elementDecoder(element);
      if (decoder === undefined) return value + as;
      const each = imports.runtime(decoder);
      const decode = imports.runtime('array');
      return nullable
        ? `${imports.runtime('nullable')}(${value}, (value) => ${decode}(value, ${each}))${as}`
        : `${decode}(${value}, ${each})${as}`;
    }
    const decoder = this.#base(type)?.decode;
    if (decoder === undefined) return value + as;
    const decode = imports.runtime(decoder);
    const suffix = this.#overrideFor(use.column) === undefined ? '' : as;
    return (nullable ? `${imports.runtime('nullable')}(${value}, ${decode})` : `${decode}(${value})`) + suffix;
  }

  /** The type of a parameter. */
  write({ typeOid, column, imports }: TypeUse, elementNullable: boolean): string {
    const type = this.#type(typeOid);
    if (column !== undefined && this.#isSameKind(type, this.#type(column.column.typeOid))) {
      const override = this.#override(column, imports);
      if (override !== undefined) return override;
    }
    const element = this.#elementOf(type);
    if (element === undefined) return this.#plainWrite(type, imports);
    const fits = column !== undefined && this.#isSameKind(element, this.#type(column.column.typeOid));
    const override = fits ? this.#override(column, imports) : undefined;
    return `readonly ${arrayOf(orNull(override ?? this.#plainWrite(element, imports, true), elementNullable))}`;
  }

  /** The expression that passes a parameter. pg would send JSON arrays as PostgreSQL arrays, and strings bare. */
  encode(value: string, { typeOid, imports }: TypeUse, nullable: boolean, elementNullable: boolean): string {
    const type = this.#type(typeOid);
    const json = (orNull: boolean): string => imports.runtime(orNull ? 'jsonOrNull' : 'json');
    if (this.#isJson(type)) return `${json(nullable)}(${value})`;
    const element = this.#elementOf(type);
    return element !== undefined && this.#isJson(element)
      ? `${imports.runtime('jsonArray')}(${value}, ${json(elementNullable)})`
      : value;
  }

  /** The type, or the one under it if it is a domain. */
  #type(oid: number): Type | undefined {
    const type = this.#catalog.types.get(oid);
    return type?.kind === 'd' ? this.#type(type.base) : type;
  }

  #elementOf(type: Type | undefined): Type | undefined {
    return type === undefined || type.element === 0 ? undefined : this.#catalog.types.get(type.element);
  }

  #base(type: Type | undefined): BaseType | undefined {
    if (type?.schema !== 'pg_catalog') return undefined;
    return type.name === 'int8' ? INT8_TYPES[this.#options.int8] : BASE_TYPES.get(type.name);
  }

  #isJson(type: Type | undefined): boolean {
    return type?.schema === 'pg_catalog' && (type.name === 'json' || type.name === 'jsonb');
  }

  #isSameKind(a: Type | undefined, b: Type | undefined): boolean {
    return a !== undefined && b !== undefined && (a.oid === b.oid || (TEXTS.has(a.name) && TEXTS.has(b.name)));
  }

  #plainRead(type: Type | undefined, imports: Imports): string {
    const element = this.#elementOf(type);
    if (element !== undefined) return arrayOf(this.#elementRead(element, imports));
    if (type?.kind === 'e') return imports.model(this.#models.enum(type));
    const read = this.#base(type)?.read ?? 'string';
    return read === 'Json' ? imports.runtimeType(read) : read;
  }

  #elementRead(element: Type, imports: Imports): string {
    if (element.kind === 'e') return imports.model(this.#models.enum(element));
    if (!this.#isParsed(element)) return 'string';
    return ARRAY_ELEMENTS.get(element.name)?.read ?? this.#plainRead(element, imports);
  }

  #elementDecoder(element: Type): string | undefined {
    if (!this.#isParsed(element)) return 'text';
    return (ARRAY_ELEMENTS.get(element.name) ?? this.#base(element))?.decode;
  }

  #isParsed(element: Type): boolean {
    return element.schema === 'pg_catalog' && PARSED_ARRAYS.has(element.name);
  }

  #plainWrite(type: Type | undefined, imports: Imports, asElement = false): string {
    if (type?.kind === 'd') return this.#plainWrite(this.#type(type.oid), imports, asElement);
    if (type?.kind === 'e') return imports.model(this.#models.enum(type));
    const base = (asElement ? ARRAY_ELEMENTS.get(type?.name ?? '') : undefined) ?? this.#base(type);
    const write = base?.write ?? base?.read ?? 'string';
    return write === 'JsonInput' ? imports.runtimeType(write) : write;
  }

  #overrideFor(column: TableColumn | undefined): ColumnOverride | undefined {
    if (column === undefined) return undefined;
    const { table } = column;
    const names = new Set([
      `${table.schema}.${table.name}.${column.column.name}`,
      ...(table.schema === 'public' ? [`${table.name}.${column.column.name}`] : []),
    ]);
    return this.#options.overrides.find((override) => names.has(override.column));
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
