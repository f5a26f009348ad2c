import type { Rule } from '../rule.ts';

/** What this one finds comes to light when all others have spoken: `applyDirectives` reports it. */
export const unusedDisable: Rule = {
  name: 'unused-disable',
  doc: 'a `vet: disable` comment that suppresses nothing',
  severity: 'warning',
  check: () => [],
};
