import type { CompiledParameter } from '../compile/compiled-query.ts';
import { propertyAccess } from '../names.ts';
import type { Imports } from './imports.ts';
import type { TypeMapper } from './type-mapper.ts';

/** What one of many rows is called in generated code. */
export const ROW = 'row';

/** What counts them. */
const INDEX = 'index';

/** Writes the expressions of what is sent for parameters. */
export class SentValues {
  readonly #types: TypeMapper;
  readonly #imports: Imports;

  constructor(types: TypeMapper, imports: Imports) {
    this.#types = types;
    this.#imports = imports;
  }

  /** @param given what the caller gave for the parameter, or for the object that it is a field of */
  value(parameter: CompiledParameter, given: string): string {
    const { field } = parameter;
    if (field === undefined) return this.#encode(parameter, given);
    if (!field.many) return this.#encode(parameter, propertyAccess(given, field.name));
    return this.ofEach(given, parameter, this.inRow(parameter, propertyAccess(ROW, field.name)));
  }

  /** One of an array with the value of each row. */
  inRow(parameter: CompiledParameter, given: string): string {
    const encoded = this.#encode(parameter, given, INDEX);
    return this.#types.isArray(parameter.typeOid) ? `${this.#imports.runtime('perRow')}(${encoded})` : encoded;
  }

  /** The values of all rows. */
  ofEach(rows: string, parameter: CompiledParameter, value: string): string {
    return `${rows}.map((${ROW}${this.isValidated(parameter) ? `, ${INDEX}` : ''}) => ${value})`;
  }

  /** Whether a schema is asked. */
  isValidated({ typeOid, column, storedIn }: CompiledParameter): boolean {
    return this.#types.isValidated({ typeOid, column, storedIn, imports: this.#imports });
  }

  #encode(parameter: CompiledParameter, given: string, index?: string): string {
    const { typeOid, column, storedIn, nullable, elementNullable } = parameter;
    const use = { typeOid, column, storedIn, imports: this.#imports };
    return this.#types.encode(given, use, nullable, elementNullable, index);
  }
}
