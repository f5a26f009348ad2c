import type { AnalysedQuery } from '../../analysed-project.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { spelling, type SourceParameter } from '../../sql/source-query.ts';
import { effectiveParameters } from '../effective-parameters.ts';
import { nullComparisons } from '../null-comparisons.ts';
import { finding, type Rule } from '../rule.ts';
import { startOf } from '../tokens.ts';

export const unusedParameter: Rule = {
  name: 'unused-parameter',
  doc: 'a parameter whose value changes nothing: `ORDER BY :column`, a CTE nobody reads, a condition that is always true',
  severity: 'warning',
  async check({ queries, planner }) {
    const plans = await planner.plans();
    const found = queries.flatMap((query) => parametersOf(query, plans.get(query)));
    // What one variant of a query makes use of is of use.
    const used = found.filter(({ isUsed }) => isUsed);
    return found
      .filter(
        (each) =>
          !each.isUsed &&
          !used.some(
            ({ query, parameter }) => isSameQuery(query, each.query) && parameter.name === each.parameter.name,
          ),
      )
      .map(({ query, parameter }) =>
        finding(
          query,
          parameter.uses[0]?.start ?? startOf(query),
          `the value of "${spelling(query.compiled.source, parameter)}" changes nothing`,
          'PostgreSQL plans the statement without it. A parameter is a value: it cannot name a column to sort or group by.',
        ),
      );
  },
};

interface FoundParameter {
  readonly query: AnalysedQuery;
  readonly parameter: SourceParameter;
  readonly isUsed: boolean;
}

function parametersOf(query: AnalysedQuery, plan: PlanNode | undefined): FoundParameter[] {
  // A comparison with NULL makes all of a condition fold away: that is a finding of its own.
  if (query.tree === undefined || nullComparisons(query.tree).length > 0) return [];
  const effective = effectiveParameters(query.tree, plan);
  return query.compiled.source.parameters.map((parameter, index) => ({
    query,
    parameter,
    isUsed: effective.has(index + 1),
  }));
}

function isSameQuery(one: AnalysedQuery, other: AnalysedQuery): boolean {
  return one === other || (one.whole !== undefined && one.whole === other.whole);
}
