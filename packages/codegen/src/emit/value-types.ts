import { baseType, forbidsNull, type Attribute, type Catalog, type Type } from '../catalog/catalog.ts';
import type { CodegenOptions } from '../config/schema.ts';
import { propertyAccess, propertyKey } from '../names.ts';
import { BASE_TYPES, INT8_TYPES, TEXT_TYPE, type BaseType } from './base-types.ts';
import { Imports } from './imports.ts';
import { arrayOf, bracketed, orNull } from './layout.ts';
import type { ModelRegistry } from './model-registry.ts';

/** What is known of a value beyond its type; of an array, that is. */
export interface Shape {
  /** As declared; 0 counts as 1. */
  readonly dimensions: number;
  readonly elementNullable: boolean;
}

const ONE_VALUE: Shape = { dimensions: 1, elementNullable: false };

/** PostgreSQL's types as TypeScript's, and the code between the two, whatever column or parameter they are the type of. */
export class ValueTypes {
  readonly #catalog: Catalog;
  readonly #options: CodegenOptions;
  readonly #models: ModelRegistry;

  constructor(catalog: Catalog, options: CodegenOptions, models: ModelRegistry) {
    this.#catalog = catalog;
    this.#options = options;
    this.#models = models;
  }

  /** The type, or the one under it if it is a domain. */
  type(oid: number): Type | undefined {
    return baseType(this.#catalog, oid);
  }

  /** Element type of an array. */
  elementOf(type: Type | undefined): Type | undefined {
    return type === undefined || type.element === 0 ? undefined : this.#catalog.types.get(type.element);
  }

  /** The built-in type behind everything that is neither array, enum nor composite. */
  base(type: Type | undefined): BaseType {
    if (type?.schema !== 'pg_catalog') return TEXT_TYPE;
    return (type.name === 'int8' ? INT8_TYPES[this.#options.int8] : BASE_TYPES.get(type.name)) ?? TEXT_TYPE;
  }

  isJson(type: Type | undefined): boolean {
    return this.base(type).read === 'Json';
  }

  /** The type of a value that is read. */
  read(oid: number, shape: Shape, imports: Imports): string {
    const type = this.type(oid);
    const element = this.elementOf(type);
    if (element !== undefined) {
      const each = this.read(element.oid, this.shapeOf(element.oid, 0), imports);
      return nest(this.#elementOrNull(each, element, shape.elementNullable), shape.dimensions, '');
    }
    if (type?.kind === 'e') return imports.model(this.#models.enum(type));
    if (this.isComposite(type)) return imports.model(this.#models.composite(type));
    const { read } = this.base(type);
    return read === 'Json' ? imports.runtimeType(read) : read;
  }

  /** The type of a value that is passed. */
  write(oid: number, shape: Shape, imports: Imports): string {
    const type = this.type(oid);
    const element = this.elementOf(type);
    if (element !== undefined) {
      const each = this.write(element.oid, this.shapeOf(element.oid, 0), imports);
      return nest(this.#elementOrNull(each, element, shape.elementNullable), shape.dimensions, 'readonly ');
    }
    if (type?.kind === 'e') return imports.model(this.#models.enum(type));
    if (this.isComposite(type)) return imports.model(this.inputModel(type));
    const { read, write = read } = this.base(type);
    return write === 'JsonInput' ? imports.runtimeType(write) : write;
  }

  /** The expression that reads a value; its type is exact but for enums, arrays and what the driver reads, which need a cast. */
  decode(
    value: string,
    oid: number,
    { dimensions }: Shape,
    { nullable, inRow }: { readonly nullable: boolean; readonly inRow: boolean },
    imports: Imports,
  ): { code: string; exact: boolean } {
    const type = this.type(oid);
    const element = this.elementOf(type);
    const { parsed = false, decode } = this.base(type);
    const isPlain = element === undefined && !this.isComposite(type);
    if (isPlain && ((parsed && inRow) || decode === 'text')) return { code: value, exact: false };
    const reader = this.#reader(oid, dimensions, imports);
    const code = nullable ? `${imports.runtime('nullable')}(${value}, ${reader})` : apply(reader, value);
    return { code, exact: element === undefined };
  }

  /** The expression that passes a value, or the value where pg writes it as it should. */
  encode(value: string, oid: number, shape: Shape, nullable: boolean, imports: Imports): string {
    const writer = this.#writer(oid, shape, imports);
    if (writer === undefined) return value;
    if (nullable) return `${imports.runtime('orNull')}(${value}, ${writer})`;
    return apply(writer, value);
  }

  /** The properties of a composite type's interface. */
  attributes(type: Type, direction: 'read' | 'write', imports: Imports): { name: string; type: string }[] {
    const names = this.#models.naming.attributes(type);
    return type.attributes.map((attribute, index) => ({
      name: names[index] ?? '',
      type: orNull(
        this[direction](attribute.typeOid, this.#attributeShape(attribute), imports),
        !forbidsNull(this.#catalog, attribute.typeOid),
      ),
    }));
  }

  /** A function that reads a value that is not null. */
  #reader(oid: number, dimensions: number, imports: Imports): string {
    const type = this.type(oid);
    const element = this.elementOf(type);
    if (element !== undefined) {
      if (isBox(this.type(element.oid))) return imports.runtime('boxes');
      const each = this.#reader(element.oid, 1, imports);
      return dimensions > 1
        ? `(value) => ${imports.runtime('nestedArray')}(value, ${each}, ${dimensions})`
        : `(value) => ${imports.runtime('array')}(value, ${each})`;
    }
    if (this.isComposite(type)) return this.#recordReader(type, imports);
    return imports.runtime(this.base(type).decode);
  }

  /** A function that writes a value that is not null; nothing where pg does it. */
  #writer(oid: number, { dimensions }: Shape, imports: Imports): string | undefined {
    const type = this.type(oid);
    const element = this.elementOf(type);
    if (element !== undefined) {
      if (isBox(this.type(element.oid))) return imports.runtime('boxesText');
      const each = this.#writer(element.oid, ONE_VALUE, imports);
      if (each === undefined) return undefined;
      return dimensions > 1
        ? `(value) => ${imports.runtime('nestedEach')}(value, ${each}, ${dimensions})`
        : `(value) => ${imports.runtime('each')}(value, ${each})`;
    }
    if (this.isComposite(type)) return this.#recordWriter(type, imports);
    const { encode } = this.base(type);
    return encode === undefined ? undefined : imports.runtime(encode);
  }

  /** The file's function that reads a composite type. */
  #recordReader(type: Type & { kind: 'c' }, imports: Imports): string {
    const model = imports.model(this.#models.composite(type));
    const names = this.#models.naming.attributes(type);
    return imports.local(`read${model}`, (name) => {
      const properties = type.attributes.map((attribute, index) => {
        const shape = this.#attributeShape(attribute);
        const nullable = !forbidsNull(this.#catalog, attribute.typeOid);
        const { code, exact } = this.decode(
          `fields[${index}]`,
          attribute.typeOid,
          shape,
          { nullable, inRow: false },
          imports,
        );
        const cast = exact ? '' : ` as ${orNull(this.read(attribute.typeOid, shape, imports), nullable)}`;
        return `    ${propertyKey(names[index] ?? '')}: ${code}${cast},\n`;
      });
      const fields = `  const fields = ${imports.runtime('record')}(value);\n`;
      return `function ${name}(value: unknown): ${model} {\n${fields}  return {\n${properties.join('')}  };\n}\n`;
    });
  }

  /** The file's function that writes a composite type. */
  #recordWriter(type: Type & { kind: 'c' }, imports: Imports): string {
    const model = imports.model(this.inputModel(type));
    const names = this.#models.naming.attributes(type);
    return imports.local(`write${model}`, (name) => {
      const fields = type.attributes.map((attribute, index) => {
        const nullable = !forbidsNull(this.#catalog, attribute.typeOid);
        const value = propertyAccess('value', names[index] ?? '');
        return this.encode(value, attribute.typeOid, this.#attributeShape(attribute), nullable, imports);
      });
      return `function ${name}(value: ${model}): string {\n${bracketed(`return ${imports.runtime('recordText')}(`, '[', fields, ']', ');', '  ')}\n}\n`;
    });
  }

  /** A composite type's interface for parameters: that for rows, where it says the same. */
  inputModel(type: Type & { kind: 'c' }): string {
    const spell = (direction: 'read' | 'write'): string =>
      this.attributes(type, direction, new Imports(this.#options))
        .map((property) => property.type)
        .join();
    return spell('read') === spell('write') ? this.#models.composite(type) : this.#models.compositeInput(type);
  }

  /** Whether it is a type with fields. */
  isComposite(type: Type | undefined): type is Type & { kind: 'c' } {
    return type?.kind === 'c' && type.attributes.length > 0;
  }

  #attributeShape({ typeOid, dimensions }: Attribute): Shape {
    return this.shapeOf(typeOid, dimensions);
  }

  /** Of an array of which nothing more is known. */
  shapeOf(oid: number, dimensions: number): Shape {
    const element = this.elementOf(this.type(oid));
    return { dimensions, elementNullable: element !== undefined && this.elementNullable(element.oid) };
  }

  /** Whether an array of which nothing else is known may hold nulls. */
  elementNullable(element: number): boolean {
    return this.#options.arrayElements === 'nullable' && !forbidsNull(this.#catalog, element);
  }

  /** JSON has a null of its own. */
  #elementOrNull(text: string, element: Type, nullable: boolean): string {
    return orNull(text, nullable && !this.isJson(this.type(element.oid)));
  }
}

/** How the text of a function that does more than call another begins. */
const ARROW = '(value) => ';

/** A function, given as text, applied to an expression. */
function apply(callee: string, value: string): string {
  return callee.startsWith(ARROW)
    ? callee.slice(ARROW.length).replace(/\bvalue\b/, () => value)
    : `${callee}(${value})`;
}

function isBox(type: Type | undefined): boolean {
  return type?.schema === 'pg_catalog' && type.name === 'box';
}

/** An array type of so many dimensions. */
export function nest(element: string, dimensions: number, prefix: '' | 'readonly '): string {
  if (prefix === '') return arrayOf(element) + '[]'.repeat(Math.max(0, dimensions - 1));
  const array = prefix + arrayOf(element);
  return dimensions > 1 ? nest(array, dimensions - 1, prefix) : array;
}
