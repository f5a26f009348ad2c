import type pg from 'pg';
import { analyse, analyseRows, withoutTree, type Analysis, type RowsAnalysis } from '../analysis/analyse.ts';
import { fetchTrees } from '../analysis/fetch-trees.ts';
import type { TreeNode } from '../analysis/tree.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { isRefusal, type Describer, type Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Naming } from '../naming/naming.ts';
import { withPlaceholders, type SentStatement } from '../sql/placeholders.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import { analysableType, checkRecords } from './check-records.ts';
import { compileQuery } from './compile-query.ts';
import type { CompiledQuery } from './compiled-query.ts';
import { copyStatements } from './copy-statements.ts';
import { readEmbeds } from './embeds.ts';
import { expandOutputs } from './expand-outputs.ts';
import { mergeVariants } from './merge-variants.ts';
import { planVariants } from './plan-variants.ts';
import { toDiagnostic } from './server-error.ts';
import { withFieldTypes, writeRows, type RowsStatement } from './write-rows.ts';

/** What the compiler asks: the scratch database over pg, and over pgtyped's client. */
export interface CompilerContext {
  readonly client: pg.Client;
  readonly describer: Pick<Describer, 'describeAll'>;
  readonly catalog: Catalog;
  /** Most variants of a query with branches. */
  readonly maxVariants?: number;
}

/** What became of a statement. */
export interface Outcome {
  readonly compiled: CompiledQuery | undefined;
  /** What the analysis would call the parameters that have only a number. */
  readonly names: Analysis['names'];
  readonly diagnostics: readonly Diagnostic[];
}

/** What has become of statements before: those that it finds are not compiled again. */
export interface KnownOutcomes {
  find(statement: SourceQuery): Outcome | undefined;
  keep(statement: SourceQuery, outcome: Outcome): void;
}

/** A query whose statement the server accepts. */
interface Accepted {
  readonly query: SourceQuery;
  readonly sent: SentStatement;
  readonly description: Description;
}

/**
 * Compiles queries, of however many files, together: the server is asked for all of them at once.
 * @param known what is remembered of runs before, of the same schema and naming
 */
export async function compileQueries(
  context: CompilerContext,
  naming: Naming,
  queries: readonly SourceQuery[],
  known?: KnownOutcomes,
): Promise<{ compiled: CompiledQuery[]; diagnostics: Diagnostic[] }> {
  const plans = queries.map((query) => planVariants(query, context.maxVariants));
  const statements = queries.flatMap((query, index) => plans[index]?.statements ?? [query]);
  const found = await compileUnknown(context, naming, statements, known);
  const outcomes = queries.map((query, index) => {
    const plan = plans[index];
    return plan === undefined ? found.get(query) : mergeVariants(plan, found, naming, context.catalog);
  });
  return {
    compiled: outcomes.flatMap((outcome) => outcome?.compiled ?? []),
    diagnostics: outcomes.flatMap((outcome) => outcome?.diagnostics ?? []),
  };
}

async function compileUnknown(
  context: CompilerContext,
  naming: Naming,
  statements: readonly SourceQuery[],
  known: KnownOutcomes | undefined,
): Promise<Map<SourceQuery, Outcome>> {
  if (known === undefined) return compileStatements(context, naming, statements);
  const remembered = new Map<SourceQuery, Outcome>();
  for (const statement of statements) {
    const outcome = known.find(statement);
    if (outcome !== undefined) remembered.set(statement, outcome);
  }
  const unknown = statements.filter((statement) => !remembered.has(statement));
  const found = await compileStatements(context, naming, unknown);
  for (const [statement, outcome] of found) known.keep(statement, outcome);
  return new Map([...remembered, ...found]);
}

/** The same for statements of one text each. */
async function compileStatements(
  context: CompilerContext,
  naming: Naming,
  queries: readonly SourceQuery[],
): Promise<Map<SourceQuery, Outcome>> {
  const outcomes = new Map<SourceQuery, Outcome>();
  const accepted = await describe(context, queries, outcomes);
  const trees = await fetchTrees(
    context.client,
    accepted.map((each) => toTyped(each, context.catalog)),
  );
  const expanded = await expandOutputs(
    context,
    accepted.map((each, index) => ({ ...each, tree: trees[index] })),
  );
  const copies = await copyStatements(context, accepted);
  const typed = accepted.map((each, index) => ({
    ...each,
    description: withFieldTypes(each.query, each.description, trees[index]),
  }));
  const lists = await writeRows(
    context,
    typed.flatMap((each, index) => {
      const expansion = expanded[index];
      return expansion === undefined ? [] : [{ ...each, expansion }];
    }),
  );
  const rowTrees = await fetchRowTrees(context, lists);
  for (const [index, each] of typed.entries()) {
    const expansion = copies.get(each.query) ?? lists.get(each.query)?.expansion ?? expanded[index];
    if (expansion === undefined) continue;
    const oneRow = analysisOf(context.catalog, each, trees[index]);
    const analysis = { ...oneRow, ...rowsAnalysisOf(context.catalog, each, oneRow, rowTrees.get(each.query)) };
    // Where its columns cannot be told apart, neither can what is embedded.
    const { embeds, diagnostics: misplaced } =
      expansion.diagnostics.length > 0
        ? { embeds: [], diagnostics: [] }
        : readEmbeds(each.query, trees[index], context.catalog);
    const result = compileQuery({
      embeds,
      naming,
      query: each.query,
      description: each.description,
      analysis,
      text: expansion.text,
      items: expansion.items,
    });
    // Two columns of one name are the usual reason why a star cannot be written out: that says more.
    const told = result.diagnostics.length > 0 ? result.diagnostics : [...expansion.diagnostics, ...misplaced];
    const found = [...checkRecords({ ...each, analysis }, context.catalog), ...told];
    outcomes.set(each.query, {
      compiled: found.length === 0 ? result.compiled : undefined,
      names: analysis.names,
      diagnostics: found,
    });
  }
  return outcomes;
}

async function describe(
  context: CompilerContext,
  queries: readonly SourceQuery[],
  outcomes: Map<SourceQuery, Outcome>,
): Promise<Accepted[]> {
  const sent = queries.map((query) => withPlaceholders(query));
  const descriptions = await context.describer.describeAll(sent.map(({ text }) => text));
  const accepted: Accepted[] = [];
  for (const [index, query] of queries.entries()) {
    const statement = sent[index];
    const description = descriptions[index];
    if (statement === undefined || description === undefined) continue;
    if (isRefusal(description)) {
      const refused = await toDiagnostic(context, query, statement, description);
      outcomes.set(query, { compiled: undefined, names: [], diagnostics: [refused] });
    } else accepted.push({ query, sent: statement, description });
  }
  return accepted;
}

function toTyped({ sent, description }: Accepted, catalog: Catalog): { text: string; parameterTypes: string[] } {
  return {
    text: sent.text,
    parameterTypes: description.parameterTypes.map((oid) => analysableType(oid, catalog)),
  };
}

function analysisOf(catalog: Catalog, { query }: Accepted, tree: TreeNode | undefined): Analysis {
  return tree === undefined ? withoutTree(query.parameters.length) : analyse(catalog, tree, query.parameters);
}

/** What a statement returns may depend on how many rows it is given: that only its text with any number of them tells. */
async function fetchRowTrees(
  { client }: CompilerContext,
  lists: ReadonlyMap<SourceQuery, RowsStatement>,
): Promise<Map<SourceQuery, TreeNode | undefined>> {
  const trees = await fetchTrees(
    client,
    [...lists.values()].map(({ expansion: { text }, parameterTypes }) => ({ text, parameterTypes })),
  );
  return new Map([...lists.keys()].map((query, index) => [query, trees[index]]));
}

function rowsAnalysisOf(
  catalog: Catalog,
  { query }: Accepted,
  { parameters }: Analysis,
  tree: TreeNode | undefined,
): Partial<RowsAnalysis> {
  if (tree === undefined) return {};
  const given = parameters.map((use, index) =>
    query.parameters[index]?.field?.many === true
      ? { nullable: false, elementNullable: use.nullable, ofRows: true }
      : use,
  );
  return analyseRows(catalog, tree, given);
}
