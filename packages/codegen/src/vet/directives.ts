import type { Diagnostic } from '../diagnostic.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import { closest } from '../suggest/closest.ts';
import { isRuleName, RULE_NAMES, type RuleName } from './rule-names.ts';

/** A rule that a comment switches off for one query. */
export interface Disable {
  readonly query: SourceQuery;
  readonly rule: RuleName;
  /** Offset of the rule's name. */
  readonly at: number;
  /** sqlc's comment, which says no more than that: it may suppress nothing. */
  readonly lenient: boolean;
}

/** The directive in a comment, up to what it says. */
const DIRECTIVE = /--[ \t]*vet:[ \t]*/g;
const DISABLE = /^disable=([\w,-]*)[ \t]*(.*)$/;

/** sqlc's own: all rules, or those that it names. */
const SQLC_DIRECTIVE = /--[ \t]*@sqlc-vet-disable\b([^\n]*)/g;

/** Whether a comment line, without its dashes, speaks to `vet` and not to the reader. */
export function isDirective(line: string): boolean {
  return /^\s*(?:vet:|@sqlc-vet-disable\b)/.test(line);
}

/** Reads the comments beside and in a query: `-- vet: disable=no-offset,no-seq-scan the reason`. */
export function readDirectives(query: SourceQuery): { disables: Disable[]; diagnostics: Diagnostic[] } {
  const { source, nameAt, body, tokens } = query;
  const disables: Disable[] = [];
  const diagnostics: Diagnostic[] = [];
  const fail = (offset: number, message: string, hint: string): void => {
    diagnostics.push({ severity: 'error', source, offset, message, hint });
  };
  for (const match of source.text.slice(nameAt, body.end).matchAll(DIRECTIVE)) {
    const start = nameAt + match.index;
    // The same characters in a string are no comment.
    if (tokens.some((token) => token.start <= start && start < token.end)) continue;
    const at = start + match[0].length;
    const line = source.text.slice(at).split('\n', 1)[0] ?? '';
    const [, list = '', reason = ''] = DISABLE.exec(line) ?? [];
    if (list === '') {
      fail(at, 'this comment says nothing that vet knows', 'Write "-- vet: disable=<rule> <reason>".');
      continue;
    }
    let ruleAt = at + 'disable='.length;
    for (const word of list.split(',')) {
      if (isRuleName(word)) disables.push({ query, rule: word, at: ruleAt, lenient: false });
      else fail(ruleAt, `vet has no rule "${word}"`, meant(word));
      ruleAt += word.length + 1;
    }
    if (reason.trim() === '')
      fail(
        at,
        'this does not say why',
        'Write the reason behind the rule: "-- vet: disable=no-offset ten pages at most".',
      );
  }
  return { disables: [...disables, ...readSqlcDirectives(query)], diagnostics };
}

function meant(word: string): string {
  const name = closest(word, RULE_NAMES);
  return name === undefined ? `There are ${RULE_NAMES.join(', ')}.` : `Did you mean "${name}"?`;
}

/** Names of rules in a Go team's files are sqlc's: those that mean nothing here are no mistake. */
function readSqlcDirectives(query: SourceQuery): Disable[] {
  const { source, nameAt, body } = query;
  return [...source.text.slice(nameAt, body.start).matchAll(SQLC_DIRECTIVE)].flatMap((match) => {
    const words = (match[1] ?? '').split(/\s+/).filter((word) => word !== '');
    const rules = words.length === 0 ? RULE_NAMES : words.filter(isRuleName);
    return rules.map((rule) => ({ query, rule, at: nameAt + match.index, lenient: true }));
  });
}
