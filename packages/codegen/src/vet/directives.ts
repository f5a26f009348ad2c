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
}

/** The directive in a comment, up to what it says. */
const DIRECTIVE = /--[ \t]*vet:[ \t]*/g;
const DISABLE = /^disable=([\w,-]*)[ \t]*(.*)$/;

/** Whether a comment line, without its dashes, speaks to `vet` and not to the reader. */
export function isDirective(line: string): boolean {
  return /^\s*vet:/.test(line);
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
      if (isRuleName(word)) disables.push({ query, rule: word, at: ruleAt });
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
  return { disables, diagnostics };
}

function meant(word: string): string {
  const name = closest(word, RULE_NAMES);
  return name === undefined ? `There are ${RULE_NAMES.join(', ')}.` : `Did you mean "${name}"?`;
}
