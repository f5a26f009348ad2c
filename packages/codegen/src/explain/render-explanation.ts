import type { ExplainedValue, ExplainedVariant, Explanation } from './explain.ts';

/** An explanation as the terminal shows it. */
export function renderExplanation(explanation: Explanation): string {
  const { query, file, line, functionName, returns, text, parameters, columns, plan, variants } = explanation;
  const returned = columns.map(({ name, type, sqlType, reason }) => `  ${name}: ${type} (${sqlType}) — ${reason}`);
  const sections = [
    [`${file}:${line}: ${query}, which is ${functionName}(): Promise<${returns}>`],
    variants === undefined ? indented(text.split('\n')) : [],
    parameters.length === 0 ? [] : ['Parameters', ...parameters.map(renderParameter)],
    returned.length === 0 ? [] : ['Columns', ...returned],
    ...(variants === undefined
      ? [plan.length === 0 ? [] : ['Plan, for any parameters and large tables', ...indented(plan)]]
      : renderVariants(variants)),
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
}

function renderParameter({ name, type, sqlType, nullable, optional = false, reason }: ExplainedValue): string {
  const need = nullable ? ' | null, optional' : optional ? ', optional' : ', required';
  return `  ${name}: ${type}${need}${sqlType === '' ? '' : ` (${sqlType})`} — ${reason}`;
}

/** Each plan once, with the first text that has it: what the others are made with is said before it. */
function renderVariants(variants: readonly ExplainedVariant[]): string[][] {
  const groups = new Map<string, [ExplainedVariant, ...ExplainedVariant[]]>();
  for (const each of variants) {
    // Other parameters have other numbers; the plan is the same.
    const key = each.plan.join('\n').replaceAll(/\$\d+/g, '$');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ text, plan }] = group;
    return [
      group.map(({ with: label }) => `With ${label}`),
      indented(text.split('\n')),
      plan.length === 0 ? [] : ['Plan, for any parameters and large tables', ...indented(plan)],
    ];
  });
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}
