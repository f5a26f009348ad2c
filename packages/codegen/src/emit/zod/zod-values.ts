import { forbidsNull, type Attribute, type Catalog, type Type } from '../../catalog/catalog.ts';
import type { CodegenOptions } from '../../config/schema.ts';
import { propertyKey, quote } from '../../names.ts';
import type { EmitContext } from '../signature.ts';
import type { Shape } from '../value-types.ts';
import { BASE_SCHEMAS, INT8_SCHEMAS } from './base-schemas.ts';
import type { Declarations } from './declarations.ts';

/** Types whose length is counted in characters. */
const COUNTED = new Set(['text', 'varchar', 'bpchar']);

/** PostgreSQL's types as expressions of zod: what `ValueTypes` is for TypeScript's. */
export class ZodValues {
  readonly #context: EmitContext;
  readonly #catalog: Catalog;
  readonly #int8: CodegenOptions['int8'];
  readonly #declarations: Declarations;

  constructor(context: EmitContext, catalog: Catalog, options: CodegenOptions, declarations: Declarations) {
    this.#context = context;
    this.#catalog = catalog;
    this.#int8 = options.int8;
    this.#declarations = declarations;
  }

  /**
   * A value that is not null.
   * @param limit the most characters that it, or each of its elements, may have
   */
  value(oid: number, shape: Shape, direction: 'read' | 'write', limit?: number): string {
    const { values } = this.#context.types;
    const type = values.type(oid);
    const element = values.elementOf(type);
    const most = limit ?? this.#lengthOf(oid);
    if (element !== undefined) {
      const each = this.value(element.oid, values.shapeOf(element.oid, 0), direction, most);
      const nullable = shape.elementNullable && !values.isJson(values.type(element.oid));
      return arrayOf(orNull(each, nullable), Math.max(1, shape.dimensions), direction);
    }
    if (type?.kind === 'e') return this.#enum(type);
    if (type !== undefined && values.isComposite(type)) return this.#composite(type, direction);
    const base = type?.schema === 'pg_catalog' ? this.#base(type, direction) : undefined;
    if (base !== undefined) return this.#declarations.helper(base);
    return most !== undefined && type !== undefined && COUNTED.has(type.name)
      ? `${this.#declarations.helper('characters')}(${most})`
      : 'z.string()';
  }

  /** The schema of an enum. */
  enum(type: Type): void {
    this.#enum(type);
  }

  /** The schema of a composite type. */
  composite(type: Type, direction: 'read' | 'write'): void {
    if (this.#context.types.values.isComposite(type)) this.#composite(type, direction);
  }

  #base({ name }: Type, direction: 'read' | 'write'): string | undefined {
    const base = name === 'int8' ? INT8_SCHEMAS[this.#int8] : BASE_SCHEMAS.get(name);
    return direction === 'write' ? (base?.write ?? base?.read) : base?.read;
  }

  #enum(type: Type): string {
    const name = this.#context.models.enum(type);
    return this.#declarations.declare(name, () => {
      const labels = type.labels.map(quote).join(', ');
      return { doc: `Values of \`${name}\`.`, text: labels === '' ? 'z.never()' : `z.enum([${labels}])` };
    });
  }

  #composite(type: Type & { kind: 'c' }, direction: 'read' | 'write'): string {
    const { types, models } = this.#context;
    const name = direction === 'read' ? models.composite(type) : types.values.inputModel(type);
    return this.#declarations.declare(name, () => {
      const names = models.naming.attributes(type);
      const properties = type.attributes.map((attribute, index) =>
        property(names[index] ?? '', this.#attribute(attribute, direction)),
      );
      return { doc: `Values of \`${name}\`.`, text: objectOf(properties) };
    });
  }

  #attribute({ typeOid, dimensions }: Attribute, direction: 'read' | 'write'): string {
    const shape = this.#context.types.values.shapeOf(typeOid, dimensions);
    return orNull(this.value(typeOid, shape, direction), !forbidsNull(this.#catalog, typeOid));
  }

  /** The length that a domain has, or one under it. */
  #lengthOf(oid: number): number | undefined {
    const type = this.#catalog.types.get(oid);
    if (type?.kind !== 'd') return undefined;
    return type.maxLength ?? this.#lengthOf(type.base);
  }
}

/** An expression that takes null as well. */
export function orNull(text: string, nullable: boolean): string {
  return nullable ? `z.nullable(${text})` : text;
}

/** An array of so many dimensions. */
export function arrayOf(each: string, dimensions: number, direction: 'read' | 'write'): string {
  const array = direction === 'write' ? `z.readonly(z.array(${each}))` : `z.array(${each})`;
  return dimensions > 1 ? arrayOf(array, dimensions - 1, direction) : array;
}

/** A property of an object. */
export function property(name: string, text: string): string {
  return `  ${propertyKey(name)}: ${text},\n`;
}

/** An object. */
export function objectOf(properties: readonly string[]): string {
  return properties.length === 0 ? 'z.object({})' : `z.object({\n${properties.join('')}})`;
}
