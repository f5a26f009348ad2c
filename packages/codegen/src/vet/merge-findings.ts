import type { AnalysedQuery } from '../analysed-project.ts';
import { whichVariants } from '../compile/variant-diagnostics.ts';
import type { Choices } from '../sql/branches/branch.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { Finding } from './rule.ts';

/**
 * What a rule finds in the variants of a query: once for each place, with the variants that it is found in where the
 * place does not tell them.
 */
export function mergeFindings(findings: readonly Finding[], queries: readonly AnalysedQuery[]): Finding[] {
  const groups = new Map<string, { first: Finding; choices: Choices[] }>();
  const queryNumbers = new Map<SourceQuery, number>();
  const merged: (Finding | { first: Finding; choices: Choices[] })[] = [];
  for (const each of findings) {
    const choices = each.variant?.variant?.choices;
    if (choices === undefined || each.query === undefined) {
      merged.push(each);
      continue;
    }
    const number = queryNumbers.get(each.query) ?? queryNumbers.size;
    queryNumbers.set(each.query, number);
    const key = `${number} ${each.offset}`;
    const known = groups.get(key);
    if (known !== undefined) {
      if (known.choices.at(-1) !== choices) known.choices.push(choices);
      continue;
    }
    const group = { first: each, choices: [choices] };
    groups.set(key, group);
    merged.push(group);
  }
  return merged.map((each) => ('first' in each ? named(each.first, each.choices, queries) : each));
}

function named(finding: Finding, found: readonly Choices[], queries: readonly AnalysedQuery[]): Finding {
  const { query, offset, message } = finding;
  if (query?.branches === undefined) return finding;
  const variants = queries.flatMap(({ compiled: { source } }) =>
    source.variant?.of === query ? [{ choices: source.variant.choices }] : [],
  );
  return { ...finding, message: message + whichVariants({ branches: query.branches, variants }, offset, found) };
}
