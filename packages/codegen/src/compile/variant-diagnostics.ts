import type { Diagnostic } from '../diagnostic.ts';
import type { Choices } from '../sql/branches/branch.ts';
import { describeVariants, writtenName } from '../sql/branches/describe-variants.ts';
import { isSent } from '../sql/branches/variants.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { Outcome } from './compile-queries.ts';
import type { VariantPlan } from './plan-variants.ts';

/**
 * What is wrong with the variants of a query: each thing once, with the variants that have it where the place does not
 * tell them already.
 */
export function mergeDiagnostics(plan: VariantPlan, outcomes: ReadonlyMap<SourceQuery, Outcome>): Diagnostic[] {
  const found = new Map<string, { diagnostic: Diagnostic; choices: Choices[] }>();
  for (const { statement, choices } of plan.variants) {
    for (const diagnostic of outcomes.get(statement)?.diagnostics ?? []) {
      const key = JSON.stringify([diagnostic.offset, diagnostic.message, diagnostic.sqlState]);
      const known = found.get(key) ?? { diagnostic, choices: [] };
      if (known.choices.at(-1) !== choices) known.choices.push(choices);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ diagnostic, choices }) => ({
    ...diagnostic,
    message: diagnostic.message + whichVariants(plan, diagnostic.offset, choices),
  }));
}

/** ` (with title)`, where not all variants that have the place in them are meant. */
export function whichVariants(
  { branches, variants }: Pick<VariantPlan, 'branches'> & { readonly variants: readonly { choices: Choices }[] },
  offset: number,
  meant: readonly Choices[],
): string {
  const having = variants.map(({ choices }) => choices).filter((choices) => isSent(branches, choices, offset));
  const words = describeVariants(meant, having, writtenName(branches));
  return words === undefined ? '' : ` (${words})`;
}
