/** The rules of `vet`, as config files and comments name them. */
export const RULE_NAMES = [
  'unused-query',
  'unused-parameter',
  'no-select-star',
  'no-update-without-where',
  'no-delete-without-where',
  'missing-foreign-key-index',
  'no-seq-scan',
  'no-offset',
  'no-limit-without-order',
  'no-not-in-nullable',
  'no-null-comparison',
  'owned-tables',
  'owned-reads',
  'migrations',
  'unused-disable',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** What a finding counts as; a rule that is off is not asked. */
export const SEVERITIES = ['off', 'warning', 'error'] as const;
export type RuleSeverity = (typeof SEVERITIES)[number];

/** Whether a word is the name of a rule. */
export function isRuleName(word: string): word is RuleName {
  return RULE_NAMES.some((name) => name === word);
}
