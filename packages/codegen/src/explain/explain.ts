import { readProject, withAnalysedProject, type AnalysedProject, type AnalysedQuery } from '../analysed-project.ts';
import type { CompiledQuery } from '../compile/compiled-query.ts';
import { renderDiagnostic } from '../diagnostic.ts';
import { emitContext } from '../emit/emit-target.ts';
import { Imports } from '../emit/imports.ts';
import { Signature } from '../emit/signature.ts';
import { CodegenError } from '../errors.ts';
import { camelCase, functionName } from '../names.ts';
import { Planner } from '../plan/planner.ts';
import type { RunOptions } from '../run.ts';
import { closest } from '../suggest/closest.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import { columnReasons } from './column-reason.ts';
import { chooseVariants, explainWhole } from './variants.ts';
import { parameterReasons } from './parameter-reason.ts';

/** A parameter or an output column, explained. */
export interface ExplainedValue {
  readonly name: string;
  /** The TypeScript type; of a column with `| null` where it may be null. */
  readonly type: string;
  /** The type as PostgreSQL has it. */
  readonly sqlType: string;
  readonly nullable: boolean;
  /** Of a parameter: whether it may be left out without being null. */
  readonly optional?: boolean;
  readonly reason: string;
}

/** A text of a query with branches. */
export interface ExplainedVariant {
  /** What it is made with: `title, order = newest`. */
  readonly with: string;
  readonly text: string;
  readonly plan: readonly string[];
}

/** What to explain. */
export interface ExplainOptions extends RunOptions {
  /** Of a query with branches, the one text that these arguments choose: `title, order = newest`. */
  readonly with?: string | undefined;
}

/** A query, explained. */
export interface Explanation {
  readonly query: string;
  readonly file: string;
  /** Line of its name, from 1. */
  readonly line: number;
  /** The generated function. */
  readonly functionName: string;
  /** What it promises. */
  readonly returns: string;
  /** The statement that is sent. */
  readonly text: string;
  readonly parameters: readonly ExplainedValue[];
  readonly columns: readonly ExplainedValue[];
  /** PostgreSQL's plan for parameters of any value, as if all tables were large. */
  readonly plan: readonly string[];
  /** Of a query with branches: all its texts; `text` and `plan` are those of the first. */
  readonly variants?: readonly ExplainedVariant[];
}

/**
 * Explains queries of a name, as it stands in the file or as the function is called: one, or one a package.
 * @throws {CodegenError} `USAGE` for a name that nothing has, for arguments that choose nothing, and when it cannot run at all.
 */
export async function explain(name: string, options: ExplainOptions = {}): Promise<Explanation[]> {
  const read = readProject(options);
  const method = camelCase(name);
  const isMeant = (query: SourceQuery): boolean =>
    query.name === name || functionName(query) === name || camelCase(query.name) === method;
  const all = read.sources.flatMap(({ files }) => files.flatMap(({ queries }) => queries));
  if (!all.some(isMeant)) {
    const found = read.sources.flatMap(({ diagnostics }) => diagnostics);
    const meant = closest(
      name,
      all.map((query) => query.name),
    );
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new CodegenError('USAGE', [`no query is called ${name}${hint}`, ...found.map(renderDiagnostic)].join('\n'));
  }
  return withAnalysedProject(read, options.databaseUrl, (project) => explainAll(project, options.with), isMeant);
}

async function explainAll(project: AnalysedProject, chosen: string | undefined): Promise<Explanation[]> {
  if (project.queries.length === 0)
    throw new CodegenError('USAGE', project.diagnostics.map(renderDiagnostic).join('\n'));
  const planner = new Planner(project.session.context.client, project.queries);
  const explanations: Explanation[] = [];
  for (const [whole, texts] of byQuery(project.queries)) {
    const variants = chooseVariants(whole, texts, chosen);
    const explained: Explanation[] = [];
    for (const query of variants) explained.push(describe(project, query, await planner.text(query)));
    if (whole.branches === undefined || chosen !== undefined) explanations.push(...explained);
    else explanations.push(explainWhole(project, whole, variants, explained));
  }
  return explanations;
}

/** The texts of each query: one, where there are no branches. */
function byQuery(queries: readonly AnalysedQuery[]): Map<CompiledQuery, AnalysedQuery[]> {
  const groups = new Map<CompiledQuery, AnalysedQuery[]>();
  for (const query of queries) {
    const whole = query.whole ?? query.compiled;
    groups.set(whole, [...(groups.get(whole) ?? []), query]);
  }
  return groups;
}

/** A query, or one of its variants. */
function describe(project: AnalysedProject, query: AnalysedQuery, plan: readonly string[]): Explanation {
  const { config, session } = project;
  const { catalog } = session.context;
  const { source, parameters, columns, text } = query.compiled;
  const signature = new Signature(query.compiled, emitContext(catalog, config.options));
  const imports = new Imports(config.options);
  const sqlType = (oid: number): string => catalog.types.get(oid)?.sqlName ?? 'unknown';
  const parameterWhy = parameterReasons(query, catalog);
  const columnWhy = columnReasons(query, catalog);
  return {
    query: source.name,
    file: source.source.file,
    line: source.source.text.slice(0, source.nameAt).split('\n').length,
    functionName: signature.functionName,
    returns: signature.resultType(imports),
    text,
    parameters: parameters.map((parameter, index) => ({
      name: parameter.name,
      type: signature.parameterType(parameter, imports),
      sqlType: sqlType(parameter.typeOid),
      nullable: parameter.nullable,
      reason: parameterWhy[index] ?? '',
    })),
    columns: columns.map((column, index) => ({
      name: column.property,
      type: signature.columnType(column, imports),
      sqlType: column.embed?.name ?? sqlType(column.typeOid),
      nullable: column.nullable,
      reason: columnWhy[index] ?? '',
    })),
    plan,
  };
}
