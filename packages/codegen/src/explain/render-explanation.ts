import type { Explanation } from './explain.ts';

/** An explanation as the terminal shows it. */
export function renderExplanation(explanation: Explanation): string {
  const { query, file, line, functionName, returns, text, parameters, columns, plan } = explanation;
  const given = parameters.map(({ name, type, sqlType, nullable, reason }) => {
    const need = nullable ? ' | null, optional' : ', required';
    return `  ${name}: ${type}${need} (${sqlType}) — ${reason}`;
  });
  const returned = columns.map(({ name, type, sqlType, reason }) => `  ${name}: ${type} (${sqlType}) — ${reason}`);
  const sections = [
    [`${file}:${line}: ${query}, which is ${functionName}(): Promise<${returns}>`],
    indented(text.split('\n')),
    given.length === 0 ? [] : ['Parameters', ...given],
    returned.length === 0 ? [] : ['Columns', ...returned],
    plan.length === 0 ? [] : ['Plan, for any parameters and large tables', ...indented(plan)],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}
