import { readProject, wholeSource, withAnalysedProject, type AnalysedProject } from '../analysed-project.ts';
import { compareDiagnostics, type Diagnostic } from '../diagnostic.ts';
import { Planner } from '../plan/planner.ts';
import { readSchema } from '../plan/read-schema.ts';
import type { RunOptions } from '../run.ts';
import { checkTables } from './check-tables.ts';
import { readDirectives, type Disable } from './directives.ts';
import { mergeFindings } from './merge-findings.ts';
import type { RuleName, RuleSeverity } from './rule-names.ts';
import type { Finding, Rule, VetContext } from './rule.ts';
import { RULES } from './rules.ts';

/** What `vet` found. */
export interface VetResult {
  /** Findings, and errors of queries that do not compile, in the order of files and lines. */
  readonly diagnostics: readonly Diagnostic[];
  readonly queries: number;
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
}

/**
 * Looks for what compiles and is still a mistake.
 * @throws {CodegenError} when it cannot run at all.
 * @example
 * const { diagnostics } = await vet({ packages: ['packages/jobs'] });
 * for (const diagnostic of diagnostics) console.error(renderDiagnostic(diagnostic));
 */
export async function vet(options: RunOptions = {}): Promise<VetResult> {
  return withAnalysedProject(readProject(options), options.databaseUrl, async (project) => {
    const notes: string[] = [];
    const context = await openContext(project, notes);
    const written = new Set(project.queries.map(({ compiled }) => wholeSource(compiled.source)));
    const directives = [...written].map((source) => readDirectives(source));
    const enabled = RULES.filter((rule) => severityOf(rule, project) !== 'off');
    const used = new Set<Disable>();
    const disables = directives.flatMap((each) => each.disables);
    const found: Diagnostic[] = [];
    for (const rule of enabled) {
      for (const each of mergeFindings(await rule.check(context), project.queries)) {
        const disable = disables.filter(({ query, rule: name }) => query === each.query && name === rule.name);
        for (const one of disable) used.add(one);
        if (disable.length === 0) found.push(...toDiagnostic(each, rule, project));
      }
    }
    const diagnostics = [
      ...project.diagnostics,
      ...checkTables(context),
      ...directives.flatMap((each) => each.diagnostics),
      ...found,
      ...unusedDisables(disables, used, enabled, project),
    ];
    return { diagnostics: diagnostics.toSorted(compareDiagnostics), queries: written.size, notes };
  });
}

async function openContext(project: AnalysedProject, notes: string[]): Promise<VetContext> {
  const { client } = project.session.context;
  const schema = await readSchema(client);
  const small = new Set(project.config.options.vet.smallTables.map((written) => schema.called(written)?.oid));
  return {
    project,
    queries: project.queries,
    planner: new Planner(client, project.queries),
    schema,
    isLarge: ({ oid }) => !small.has(oid),
    note: (text) => void notes.push(text),
  };
}

function severityOf({ name, severity }: Rule, { config }: AnalysedProject): RuleSeverity {
  return config.options.vet.rules[name] ?? severity;
}

function toDiagnostic(finding: Finding, rule: Rule, project: AnalysedProject): Diagnostic[] {
  const { source, offset, message, hint, foreignRule } = finding;
  const own = foreignRule === undefined ? undefined : project.config.options.vet.rules[foreignRule];
  const severity = own ?? severityOf(rule, project);
  return severity === 'off' ? [] : [{ severity, source, offset, message, hint, rule: foreignRule ?? rule.name }];
}

/** A comment that switches off what was not going to be said; of a rule that is off, nobody knows. */
function unusedDisables(
  disables: readonly Disable[],
  used: ReadonlySet<Disable>,
  enabled: readonly Rule[],
  project: AnalysedProject,
): Diagnostic[] {
  const asked = new Set<RuleName>(enabled.map(({ name }) => name));
  const rule = enabled.find(({ name }) => name === 'unused-disable');
  if (rule === undefined) return [];
  return disables
    .filter((disable) => !disable.lenient && !used.has(disable) && asked.has(disable.rule))
    .flatMap(({ query, at, rule: name }) =>
      toDiagnostic(
        { source: query.source, offset: at, message: `"${name}" finds nothing here`, hint: 'Delete it.' },
        rule,
        project,
      ),
    );
}
