import type { Catalog } from '../../src/catalog/catalog.ts';
import { compileQueries } from '../../src/compile/compile-queries.ts';
import type { CompiledQuery } from '../../src/compile/compiled-query.ts';
import { CodegenOptionsSchema } from '../../src/config/schema.ts';
import type { ScratchDatabase } from '../../src/database/scratch-database.ts';
import { renderDiagnostic } from '../../src/diagnostic.ts';
import { Imports } from '../../src/emit/imports.ts';
import { ModelRegistry } from '../../src/emit/model-registry.ts';
import { Signature } from '../../src/emit/signature.ts';
import { TypeMapper } from '../../src/emit/type-mapper.ts';
import { Naming } from '../../src/naming/naming.ts';
import { readQueries } from '../../src/sql/read-queries.ts';
import { openTestDatabase } from './test-database.ts';

/** What a caller of the generated function sees: types by name. */
export interface Seen {
  readonly params: Record<string, string>;
  readonly row: Record<string, string>;
  readonly result: string;
  readonly text: string;
}

/** Compiles statements against a schema. */
export interface TestCompiler extends AsyncDisposable {
  readonly database: ScratchDatabase;
  readonly catalog: Catalog;
  /** The one query made of this statement. */
  see(statement: string, cardinality?: string): Promise<Seen>;
  /** The rendered errors of a file. */
  errors(file: string): Promise<string>;
  compile(file: string): Promise<CompiledQuery[]>;
}

/** Opens a database of its own with the schema on it. */
export async function openCompiler(schema: string): Promise<TestCompiler> {
  const { database, describer, catalog } = await openTestDatabase(schema);
  const context = { client: database.client, describer, catalog };
  const all = async (text: string) => {
    const read = readQueries({ file: 'queries/test.sql', text });
    const result = await compileQueries(context, new Naming(), read.queries);
    return { compiled: result.compiled, diagnostics: [...read.diagnostics, ...result.diagnostics] };
  };
  const compile = async (text: string): Promise<CompiledQuery[]> => {
    const { compiled, diagnostics } = await all(text);
    if (diagnostics.length > 0) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
    return compiled;
  };
  return {
    database,
    catalog,
    compile,
    errors: async (text) => (await all(text)).diagnostics.map(renderDiagnostic).join('\n'),
    async see(statement, cardinality = 'one') {
      const [query] = await compile(`/* @name Q */ -- :${cardinality}\n${statement};`);
      if (query === undefined) throw new Error('nothing was compiled');
      return view(query, catalog);
    },
    async [Symbol.asyncDispose]() {
      describer.close();
      await database.close();
    },
  };
}

function view(query: CompiledQuery, catalog: Catalog): Seen {
  const models = new ModelRegistry([]);
  const options = CodegenOptionsSchema.parse({});
  const signature = new Signature(query, { models, types: new TypeMapper(catalog, options, models) });
  const imports = new Imports(options);
  return {
    params: Object.fromEntries(
      query.parameters.map((each) => [
        each.name,
        `${signature.parameterType(each, imports)}${each.nullable ? ' | null' : ''}`,
      ]),
    ),
    row: Object.fromEntries(query.columns.map((column) => [column.property, signature.columnType(column, imports)])),
    result: signature.resultType(imports),
    text: query.text,
  };
}
