import type { CompiledColumn, CompiledParameter, CompiledQuery } from '../compile/compiled-query.ts';
import { camelCase, pascalCase } from '../names.ts';
import { isDirective } from '../vet/directives.ts';
import type { Imports } from './imports.ts';
import { arrayOf, orNull } from './layout.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { TypeMapper } from './type-mapper.ts';

/** What every part of the emitter writes with. */
export interface EmitContext {
  readonly types: TypeMapper;
  readonly models: ModelRegistry;
}

/** How a query appears in TypeScript: the names, and the types as seen from the file that imports them. */
export class Signature {
  readonly functionName: string;
  readonly parametersName: string;
  readonly rowName: string;
  readonly query: CompiledQuery;
  readonly #context: EmitContext;

  constructor(query: CompiledQuery, context: EmitContext) {
    const name = pascalCase(query.source.name);
    this.query = query;
    this.#context = context;
    this.functionName = camelCase(query.source.name);
    this.parametersName = `${name}Params`;
    this.rowName = `${name}Row`;
  }

  get hasParameters(): boolean {
    return this.query.parameters.length > 0;
  }

  /** Whether the query has an interface for its rows: neither a model nor a single value. */
  get hasRow(): boolean {
    return this.returnsRows && this.query.table === undefined && this.query.columns.length !== 1;
  }

  get returnsRows(): boolean {
    return this.query.result !== 'nothing' && this.query.result !== 'row-count';
  }

  /** The only column, whose value stands for the row. */
  get scalar(): CompiledColumn | undefined {
    return this.query.columns.length === 1 ? this.query.columns[0] : undefined;
  }

  /** `params: GetJobParams`, where all may be left out with a default. */
  parameter(prefix: string): string {
    if (!this.hasParameters) return '';
    const allOptional = this.query.parameters.every(({ nullable }) => nullable);
    return `params: ${prefix}${this.parametersName}${allOptional ? ' = {}' : ''}`;
  }

  /** The same, where no default may stand: in an interface. */
  declaredParameter(prefix: string): string {
    return this.parameter(prefix).replace(/^params: (.*) = \{\}$/, 'params?: $1');
  }

  parameterType(parameter: CompiledParameter, imports: Imports): string {
    return this.#context.types.write(
      { typeOid: parameter.typeOid, column: parameter.column, imports },
      parameter.elementNullable,
    );
  }

  columnType(column: CompiledColumn, imports: Imports): string {
    return orNull(
      this.#context.types.read({ typeOid: column.typeOid, column: column.origin, imports }),
      column.nullable,
    );
  }

  /** The type of one row. */
  rowType(imports: Imports, prefix: string): string {
    const { table } = this.query;
    if (table !== undefined) return imports.model(this.#context.models.table(table));
    return this.scalar === undefined ? prefix + this.rowName : this.columnType(this.scalar, imports);
  }

  /** What the promise of the generated function holds. */
  resultType(imports: Imports, prefix = ''): string {
    const { result } = this.query;
    if (result === 'nothing') return 'void';
    if (result === 'row-count') return 'number';
    const row = this.rowType(imports, prefix);
    if (result === 'many') return arrayOf(row);
    return orNull(row, result === 'one' && this.scalar?.nullable !== true);
  }

  /** The query's comment; without one, what can be said of it. */
  doc(): readonly string[] {
    const { name, source } = this.query.source;
    const doc = this.query.source.doc.filter((line) => !isDirective(line));
    return doc.some((line) => line.trim() !== '') ? doc : [`Query \`${name}\` of ${source.file}.`];
  }
}
