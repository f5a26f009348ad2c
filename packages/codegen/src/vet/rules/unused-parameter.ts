import { spelling } from '../../sql/source-query.ts';
import { effectiveParameters } from '../effective-parameters.ts';
import { finding, type Finding, type Rule } from '../rule.ts';
import { startOf } from '../tokens.ts';

export const unusedParameter: Rule = {
  name: 'unused-parameter',
  doc: 'a parameter whose value changes nothing: `ORDER BY :column`, a CTE nobody reads, a condition that is always true',
  severity: 'warning',
  async check({ queries, planner }) {
    const plans = await planner.plans();
    return queries.flatMap((query): Finding[] => {
      if (query.tree === undefined) return [];
      const effective = effectiveParameters(query.tree, plans.get(query));
      return query.compiled.source.parameters.flatMap((parameter, index): Finding[] =>
        effective.has(index + 1)
          ? []
          : [
              finding(
                query,
                parameter.uses[0]?.start ?? startOf(query),
                `the value of "${spelling(query.compiled.source, parameter)}" changes nothing`,
                'PostgreSQL plans the statement without it. A parameter is a value: it cannot name a column to sort or group by.',
              ),
            ],
      );
    });
  },
};
