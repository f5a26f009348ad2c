import { compileQueries, type CompilerContext } from '../compile/compile-queries.ts';
import type { CompiledQuery } from '../compile/compiled-query.ts';
import type { Diagnostic, SourceText } from '../diagnostic.ts';
import type { Naming } from '../naming/naming.ts';
import type { ReadFile, TargetSources } from '../read-target.ts';
import { readQueries } from '../sql/read-queries.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import { StatementMemory } from './statement-memory.ts';

/** What a file's queries were compiled to. */
interface CompiledFile {
  readonly compiled: readonly CompiledQuery[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What `watch` knows of query files from the runs before: a file with the same text is not read again, and a statement
 * with the same text is not compiled again, wherever it stands.
 */
export class Memory {
  readonly #files = new Map<string, { source: SourceText; read: ReadFile }>();
  /** By the list of a file's queries, which stays the same object as long as its text does. */
  #compiled = new WeakMap<readonly SourceQuery[], CompiledFile>();
  readonly #statements = new StatementMemory();
  /** What they were compiled with. */
  #naming = '';

  /** Reads a file that has changed, or remembers it. */
  readonly readFile = (source: SourceText): ReadFile => {
    const known = this.#files.get(source.file);
    if (known?.source.text === source.text) return known.read;
    const read = readQueries(source);
    this.#files.set(source.file, { source, read });
    return read;
  };

  /** The schema is another: no compiled query holds any more. */
  forgetCompiled(): void {
    this.#compiled = new WeakMap();
    this.#statements.clear();
  }

  /** Compiles what is not known yet. */
  async compile(
    context: CompilerContext,
    naming: Naming,
    sources: readonly TargetSources[],
  ): Promise<{ compiled: Map<SourceQuery, CompiledQuery>; diagnostics: Diagnostic[] }> {
    if (naming.fingerprint !== this.#naming) this.forgetCompiled();
    this.#naming = naming.fingerprint;
    const lists = sources.flatMap(({ files }) => files.map(({ queries }) => queries));
    // Two packages may have the queries of one folder.
    const unknown = [...new Set(lists)].filter((queries) => !this.#compiled.has(queries));
    const { compiled, diagnostics } = await compileQueries(context, naming, unknown.flat(), this.#statements);
    for (const queries of unknown) {
      const file = queries[0]?.source.file;
      this.#compiled.set(queries, {
        compiled: compiled.filter(({ source }) => queries.includes(source)),
        diagnostics: diagnostics.filter(({ source }) => source.file === file),
      });
    }
    this.#forgetFiles(new Set(sources.flatMap(({ files }) => files.map(({ file }) => file))));
    const all = lists.flatMap((queries) => this.#compiled.get(queries) ?? []);
    return {
      compiled: new Map(all.flatMap((file) => file.compiled.map((query) => [query.source, query] as const))),
      diagnostics: all.flatMap((file) => file.diagnostics),
    };
  }

  #forgetFiles(present: ReadonlySet<string>): void {
    for (const file of this.#files.keys()) if (!present.has(file)) this.#files.delete(file);
    this.#statements.trim(present);
  }
}
