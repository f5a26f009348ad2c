import type { AnalysedProject, AnalysedQuery } from '../analysed-project.ts';
import type { CompiledParameter, CompiledQuery, CompiledVariant } from '../compile/compiled-query.ts';
import { emitContext } from '../emit/emit-target.ts';
import { Imports } from '../emit/imports.ts';
import { Signature } from '../emit/signature.ts';
import { CodegenError } from '../errors.ts';
import { quote } from '../names.ts';
import { closest } from '../suggest/closest.ts';
import type { ExplainedValue, Explanation } from './explain.ts';

/**
 * The texts of a query that are to be explained.
 * @param chosen the arguments of one of them: `title, order = newest`, in any order
 * @throws {CodegenError} `USAGE` when they choose none.
 */
export function chooseVariants(
  whole: CompiledQuery,
  texts: readonly AnalysedQuery[],
  chosen: string | undefined,
): readonly AnalysedQuery[] {
  if (chosen === undefined) return texts;
  const { name } = whole.source;
  if (whole.branches === undefined)
    throw new CodegenError('USAGE', `${name} has no branches: --with has nothing to choose`);
  const { variants } = whole.branches;
  const found = variants.find(({ label }) => normal(label) === normal(chosen));
  if (found === undefined) {
    const meant = closest(
      chosen,
      variants.map(({ label }) => label),
    );
    const hint = meant === undefined ? '.' : `; did you mean "${meant}"?`;
    throw new CodegenError(
      'USAGE',
      `${name} has no variant with "${chosen}"${hint} There are:\n${variants.map(({ label }) => `  ${label}`).join('\n')}`,
    );
  }
  return texts.filter(({ compiled }) => compiled.source === found.compiled.source);
}

/** Order and blanks do not count. */
function normal(label: string): string {
  return label
    .split(',')
    .map((part) => part.replaceAll(/\s/g, ''))
    .filter((part) => part !== '')
    .toSorted()
    .join();
}

/**
 * Explains a query by its variants: each parameter and column once, for the reason that the first variant gives which
 * has it so.
 * @param explained what was said of each of the texts
 */
export function explainWhole(
  { config, session }: AnalysedProject,
  whole: CompiledQuery,
  texts: readonly AnalysedQuery[],
  explained: readonly Explanation[],
): Explanation {
  const [first] = explained;
  if (first === undefined) throw new Error('a query has at least one text');
  const signature = new Signature(whole, emitContext(session.context.catalog, config.options));
  const imports = new Imports(config.options);
  const labels = labelsOf(whole);
  return {
    ...first,
    returns: signature.resultType(imports),
    parameters: [
      ...whole.parameters.map((parameter) =>
        explainParameter(parameter, signature.parameterType(parameter, imports), explained),
      ),
      ...signature.arguments.map(({ name, cases, optional }) => ({
        name,
        type: cases === undefined ? 'boolean' : cases.map(quote).join(' | '),
        sqlType: '',
        nullable: false,
        optional,
        reason: 'chooses what is sent',
      })),
    ],
    columns: first.columns.map((column, index) => {
      const all = explained.flatMap(({ columns }) => columns[index] ?? []);
      const nullable = whole.columns[index]?.nullable === true;
      const telling = all.find((each) => each.nullable === nullable) ?? column;
      return { ...telling, nullable };
    }),
    variants: texts.map(({ compiled }, index) => ({
      with: labels.get(compiled.source) ?? '',
      text: explained[index]?.text ?? '',
      plan: explained[index]?.plan ?? [],
    })),
  };
}

/** What each text is made with; of several ways, the first. */
function labelsOf({ branches }: CompiledQuery): Map<CompiledVariant['compiled']['source'], string> {
  return new Map((branches?.variants ?? []).toReversed().map(({ compiled, label }) => [compiled.source, label]));
}

function explainParameter(
  { name, nullable, partial }: CompiledParameter,
  type: string,
  explained: readonly Explanation[],
): ExplainedValue {
  const found = explained.flatMap(({ parameters }) => parameters.filter((each) => each.name === name));
  const telling = found.find((each) => each.nullable === nullable) ?? found[0];
  const { sqlType = 'unknown', reason = '' } = telling ?? {};
  if (partial === undefined) return { name, type, sqlType, nullable, reason };
  const when = partial.decides ? 'left out, so is what depends on it' : `needed ${partial.when}`;
  return { name, type, sqlType, nullable, optional: true, reason: `${reason}; ${when}` };
}
