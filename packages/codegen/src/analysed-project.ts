import { fetchTrees } from './analysis/fetch-trees.ts';
import type { TreeNode } from './analysis/tree.ts';
import { compileQueries } from './compile/compile-queries.ts';
import type { CompiledQuery } from './compile/compiled-query.ts';
import type { Config } from './config/load-config.ts';
import type { Target } from './config/target.ts';
import type { Diagnostic } from './diagnostic.ts';
import { Naming } from './naming/naming.ts';
import { readTarget, type TargetSources } from './read-target.ts';
import { chooseTargets, type RunOptions } from './run.ts';
import { openSession, type Session } from './session.ts';
import { withPlaceholders } from './sql/placeholders.ts';
import type { SourceQuery } from './sql/source-query.ts';

/** A query that compiles, with the tree of the statement as it is written. */
export interface AnalysedQuery {
  readonly target: Target;
  readonly compiled: CompiledQuery;
  readonly tree: TreeNode | undefined;
  /** The query with branches that this is one text of. */
  readonly whole?: CompiledQuery | undefined;
}

/** Packages whose queries have been compiled, and the database, which still answers. */
export interface AnalysedProject {
  readonly config: Config;
  readonly sources: readonly TargetSources[];
  readonly session: Session;
  readonly queries: readonly AnalysedQuery[];
  /** What is wrong with the queries that do not compile. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The chosen packages, read. */
export interface ReadProject {
  readonly config: Config;
  readonly sources: readonly TargetSources[];
}

/**
 * Reads the config and the chosen packages.
 * @throws {CodegenError} `CONFIG` or `USAGE`
 */
export function readProject(options: RunOptions): ReadProject {
  const { config, targets } = chooseTargets(options);
  return { config, sources: targets.map((target) => readTarget(config.root, target)) };
}

/**
 * Compiles queries and keeps what `generate` throws away: the trees and the database.
 * @param wanted which of the queries; default all
 * @throws {CodegenError} when it cannot run at all.
 */
export async function withAnalysedProject<T>(
  { config, sources }: ReadProject,
  databaseUrl: string | undefined,
  use: (project: AnalysedProject) => Promise<T>,
  wanted: (query: SourceQuery) => boolean = () => true,
): Promise<T> {
  const session = await openSession(config, databaseUrl);
  try {
    const { queries, diagnostics } = await analyse(session, new Naming(config.options), sources, wanted);
    return await use({
      config,
      sources,
      session,
      queries,
      diagnostics: [...sources.flatMap((source) => source.diagnostics), ...diagnostics],
    });
  } finally {
    await session.close();
  }
}

async function analyse(
  { context }: Session,
  naming: Naming,
  sources: readonly TargetSources[],
  wanted: (query: SourceQuery) => boolean,
): Promise<{ queries: AnalysedQuery[]; diagnostics: Diagnostic[] }> {
  const written = sources.flatMap(({ target, files }) =>
    files.flatMap(({ queries }) => queries.filter(wanted).map((query) => ({ target, query }))),
  );
  const { compiled, diagnostics } = await compileQueries(
    context,
    naming,
    written.map(({ query }) => query),
  );
  const targets = new Map(written.map(({ query, target }) => [query, target]));
  const statements = compiled.flatMap(statementsOf);
  const trees = await fetchTrees(
    context.client,
    statements.map(({ compiled: { source, parameters } }) => ({
      text: withPlaceholders(source).text,
      parameterTypes: parameters.map(({ typeOid }) => context.catalog.types.get(typeOid)?.sqlName ?? 'unknown'),
    })),
  );
  const queries = statements.flatMap((each, index): AnalysedQuery[] => {
    const target = targets.get(wholeSource(each.compiled.source));
    return target === undefined ? [] : [{ target, ...each, tree: trees[index] }];
  });
  return { queries, diagnostics };
}

/** What a query sends: one statement, or, with branches, each that there is. */
function statementsOf(query: CompiledQuery): { compiled: CompiledQuery; whole: CompiledQuery | undefined }[] {
  if (query.branches === undefined) return [{ compiled: query, whole: undefined }];
  const texts = new Map(query.branches.variants.map(({ compiled }) => [compiled.source, compiled]));
  return [...texts.values()].map((compiled) => ({ compiled, whole: query }));
}

/** A query as it stands in its file, of one of its variants as well. */
export function wholeSource(source: SourceQuery): SourceQuery {
  return source.variant?.of ?? source;
}
