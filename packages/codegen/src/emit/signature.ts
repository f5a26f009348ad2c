import type { CompiledArgument, CompiledColumn, CompiledParameter, CompiledQuery } from '../compile/compiled-query.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { functionName, pascalCase } from '../names.ts';
import { isDirective } from '../vet/directives.ts';
import type { Imports } from './imports.ts';
import { arrayOf, orNull } from './layout.ts';
import type { ModelRegistry } from './model-registry.ts';
import { objectsAmong } from './objects.ts';
import { isOptional } from './optional.ts';
import type { TypeMapper } from './type-mapper.ts';

/** What every part of the emitter writes with. */
export interface EmitContext {
  readonly types: TypeMapper;
  readonly models: ModelRegistry;
  /** Is told of what cannot be written so. */
  readonly report?: (diagnostic: Diagnostic) => void;
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
    this.functionName = functionName(query.source);
    this.parametersName = `${name}Params`;
    this.rowName = `${name}Row`;
  }

  get hasParameters(): boolean {
    return this.query.parameters.length > 0 || this.arguments.length > 0;
  }

  /** What chooses what is sent, beside the parameters. */
  get arguments(): readonly CompiledArgument[] {
    return this.query.branches?.arguments ?? [];
  }

  /** The interfaces that the query has. */
  get interfaces(): string[] {
    return [...(this.hasParameters ? [this.parametersName] : []), ...(this.hasRow ? [this.rowName] : [])];
  }

  /** Whether the query has an interface for its rows: neither a model nor a single value. */
  get hasRow(): boolean {
    return this.returnsRows && this.query.table === undefined && this.scalar === undefined;
  }

  get returnsRows(): boolean {
    return !['nothing', 'row-count', 'outcome'].includes(this.query.result);
  }

  /** The only column, whose value stands for the row. An embedded table keeps its name. */
  get scalar(): CompiledColumn | undefined {
    const [only, ...others] = this.query.columns;
    return others.length === 0 && only?.embed === undefined ? only : undefined;
  }

  /** `params: GetJobParams`, where all may be left out with a default. */
  parameter(prefix: string): string {
    if (!this.hasParameters) return '';
    if (this.query.call !== 'single') return `params: readonly ${prefix}${this.parametersName}[]`;
    const allOptional =
      objectsAmong(this.query.parameters).every((parameter) => isOptional(parameter)) &&
      this.arguments.every(({ optional }) => optional);
    return `params: ${prefix}${this.parametersName}${allOptional ? ' = {}' : ''}`;
  }

  /** The same, where no default may stand: in an interface. */
  declaredParameter(prefix: string): string {
    return this.parameter(prefix).replace(/^params: (.*) = \{\}$/, 'params?: $1');
  }

  parameterType(parameter: CompiledParameter, imports: Imports): string {
    return this.#context.types.write(
      { typeOid: parameter.typeOid, column: parameter.column, storedIn: parameter.storedIn, imports },
      parameter.elementNullable,
    );
  }

  columnType(column: CompiledColumn, imports: Imports): string {
    if (column.embed !== undefined)
      return orNull(imports.model(this.#context.models.table(column.embed)), column.nullable);
    return orNull(
      this.#context.types.read({
        typeOid: column.typeOid,
        column: column.origin,
        shows: column.shows,
        elementNullable: column.elementNullable,
        imports,
      }),
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
    if (result === 'outcome') return imports.runtimeType('ExecResult');
    const row = this.rowType(imports, prefix);
    const each = result === 'many' ? arrayOf(row) : orNull(row, result === 'one' && this.scalar?.nullable !== true);
    return this.query.call === 'batch' ? arrayOf(each) : each;
  }

  /** The query's comment; without one, what can be said of it. */
  doc(): readonly string[] {
    const { name, source } = this.query.source;
    const doc = this.query.source.doc.filter((line) => !isDirective(line));
    return doc.some((line) => line.trim() !== '') ? doc : [`Query \`${name}\` of ${source.file}.`];
  }
}
