import type { AnalysedQuery } from '../analysed-project.ts';
import { whichVariants } from '../compile/variant-diagnostics.ts';
import type { Choices } from '../sql/branches/branch.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { Finding } from './rule.ts';

/** One thing that is found in several variants. */
interface Group {
  readonly first: Finding;
  readonly choices: Choices[];
}

/**
 * What a rule finds in the variants of a query: once for each place, with the variants that it is found in where the
 * place does not tell them.
 */
export function mergeFindings(findings: readonly Finding[], queries: readonly AnalysedQuery[]): Finding[] {
  const merged: (Finding | Group)[] = [];
  const places = new Map<SourceQuery, Map<number, Group[]>>();
  for (const each of findings) {
    const choices = each.variant?.variant?.choices;
    if (choices === undefined || each.query === undefined) {
      merged.push(each);
      continue;
    }
    const offsets = places.get(each.query) ?? new Map<number, Group[]>();
    places.set(each.query, offsets);
    const groups = offsets.get(each.offset) ?? [];
    offsets.set(each.offset, groups);
    // Of several things that are found in one place of one variant, the second is the second of the others.
    const known = groups.find((group) => !group.choices.includes(choices));
    if (known !== undefined) {
      known.choices.push(choices);
      continue;
    }
    const group = { first: each, choices: [choices] };
    groups.push(group);
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
