import type { Dialect, Token } from '../tokenize.ts';
import type { Arm, Branch, Choice } from './branch.ts';
import type { Directive } from './directive.ts';

type Fail = (offset: number, message: string, hint?: string) => void;

/** An arm that has not been closed yet. */
interface OpenArm {
  readonly value: Choice;
  readonly start: number;
  readonly branches: Branch[];
}

/** A branch that has not been closed yet. */
interface OpenBranch {
  readonly directive: Directive;
  readonly argument: string;
  readonly name: { readonly start: number; readonly end: number };
  readonly arms: Arm[];
  /** Absent between `@switch` and its first case. */
  arm: OpenArm | undefined;
}

const ARGUMENT = /^[A-Za-z_]\w*$/;
const CASE = /^\w[\w-]*$/;

/** Builds the branches of a statement from its directives, or says what does not fit together. */
export function parseBranches(
  text: string,
  dialect: Dialect,
  directives: readonly Directive[],
  tokens: readonly Token[],
  fail: Fail,
): Branch[] {
  const parser = new BranchParser(text, dialect, tokens, fail);
  for (const directive of directives) parser.read(directive);
  return parser.close();
}

class BranchParser {
  readonly #text: string;
  readonly #dialect: Dialect;
  readonly #tokens: readonly Token[];
  readonly #fail: Fail;
  readonly #roots: Branch[] = [];
  readonly #open: OpenBranch[] = [];

  /** @param tokens the statement's, without comments */
  constructor(text: string, dialect: Dialect, tokens: readonly Token[], fail: Fail) {
    this.#text = text;
    this.#dialect = dialect;
    this.#tokens = tokens;
    this.#fail = fail;
  }

  read(directive: Directive): void {
    switch (directive.word) {
      case 'if':
      case 'switch':
        this.#readOpening(directive, directive.word);
        break;
      case 'case':
        this.#readCase(directive);
        break;
      case 'else':
        this.#readElse(directive);
        break;
      case 'end':
      default:
        this.#readEnd(directive);
    }
  }

  close(): Branch[] {
    for (const { directive } of this.#open)
      this.#fail(
        directive.token.start,
        `this "@${directive.word}" has no "@end"`,
        'Write "-- @end" where the branch ends.',
      );
    return this.#roots;
  }

  #readOpening(directive: Directive, word: 'if' | 'switch'): void {
    const { token, operands } = directive;
    const [first, second] = operands;
    const name = first?.text ?? '';
    const start = first?.at ?? token.start;
    if (first === undefined)
      this.#fail(token.start, `"@${word}" needs the name of an argument`, `Write "-- @${word} title".`);
    else if (word === 'if' && name === 'not' && second !== undefined)
      this.#fail(start, '"@if" knows no "not"', `Write "-- @if ${second.text}" and put this below "-- @else".`);
    else if (second !== undefined)
      this.#fail(second.at, `"@${word}" takes one name`, 'For "and", nest another "@if" in this one.');
    else if (!this.#isArgument(name, word))
      this.#fail(start, `"${name}" is not the name of an argument`, this.#nameHint(name));
    if (this.#open.at(-1)?.directive.word === 'switch' && this.#open.at(-1)?.arm === undefined)
      this.#fail(token.start, `"@${word}" stands in none of the cases`, 'Put it below a "-- @case".');
    this.#open.push({
      directive,
      argument: this.#dialect === 'sqlc' ? name.toLowerCase() : name,
      name: { start, end: start + name.length },
      arms: [],
      arm: word === 'if' ? { value: true, start: token.end, branches: [] } : undefined,
    });
  }

  #isArgument(name: string, word: 'if' | 'switch'): boolean {
    return ARGUMENT.test(name) || (this.#dialect === 'sqlc' && word === 'if' && /^\$[1-9]\d*$/.test(name));
  }

  #nameHint(name: string): string {
    const plain = name.replace(/^[:@$]/, '').replace(/[:,!?]$/, '');
    return ARGUMENT.test(plain) ? `Write "${plain}".` : 'Use letters, digits and underscores.';
  }

  #readCase({ token, operands }: Directive): void {
    const open = this.#open.at(-1);
    const [first, second] = operands;
    if (open?.directive.word !== 'switch') {
      this.#fail(
        token.start,
        '"@case" stands in no "@switch"',
        open === undefined ? 'Write "-- @switch order" before the first case.' : 'The "@if" around it has no cases.',
      );
      return;
    }
    if (first === undefined || !CASE.test(first.text))
      this.#fail(
        first?.at ?? token.start,
        first === undefined ? '"@case" needs a name' : `"${first.text}" is not the name of a case`,
        'Use letters, digits, "_" and "-": "-- @case newest".',
      );
    else if (second !== undefined) this.#fail(second.at, '"@case" takes one name', 'Write a "-- @case" for each.');
    else if (open.arms.some(({ value }) => value === first.text) || open.arm?.value === first.text)
      this.#fail(first.at, `this "@switch" has a case "${first.text}" already`);
    if (this.#closesElse(open)) this.#fail(token.start, '"@else" is the last case', 'Put this one above it.');
    this.#next(open, token, first?.text ?? '');
  }

  #readElse({ token, operands }: Directive): void {
    const open = this.#open.at(-1);
    const [extra] = operands;
    if (open === undefined) {
      this.#fail(token.start, '"@else" stands in no "@if" and no "@switch"');
      return;
    }
    if (extra !== undefined)
      this.#fail(extra.at, '"@else" stands alone', extra.text === 'if' ? 'Nest an "@if" below it.' : undefined);
    if (this.#closesElse(open)) this.#fail(token.start, `this "@${open.directive.word}" has an "@else" already`);
    else if (open.directive.word === 'switch' && open.arm === undefined)
      this.#fail(token.start, 'there is no case before this "@else"', 'Write "-- @case newest" before it.');
    this.#next(open, token, undefined);
  }

  #closesElse({ arm }: OpenBranch): boolean {
    return arm !== undefined && arm.value === undefined;
  }

  #readEnd({ token, operands }: Directive): void {
    const open = this.#open.pop();
    const [name, extra] = operands;
    if (open === undefined) {
      this.#fail(token.start, '"@end" ends nothing', 'There is no "@if" or "@switch" before it that is still open.');
      return;
    }
    const opened = this.#text.slice(open.name.start, open.name.end);
    if (extra !== undefined) this.#fail(extra.at, '"@end" takes at most the name of what it ends');
    else if (name !== undefined && name.text !== opened)
      this.#fail(name.at, `this ends "@${open.directive.word} ${opened}", not "${name.text}"`);
    if (open.arm === undefined)
      this.#fail(open.directive.token.start, 'this "@switch" has no case', 'Write "-- @case newest" below it.');
    this.#closeArm(open, token);
    const { directive, argument, name: written, arms } = open;
    if (directive.word === 'if' && !arms.some((arm) => this.#hasTokens(arm)))
      this.#fail(directive.token.start, 'nothing depends on this "@if"', 'Put what it is for before its "@end".');
    const branch: Branch = { kind: directive.word === 'switch' ? 'switch' : 'if', argument, name: written, arms };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#roots.push(branch);
    else parent.arm?.branches.push(branch);
  }

  #hasTokens({ span }: Arm): boolean {
    return this.#tokens.some(({ start, end }) => start >= span.start && end <= span.end);
  }

  #next(open: OpenBranch, token: Token, value: Choice): void {
    if (open.arm === undefined) this.#checkBeforeCases(open, token);
    this.#closeArm(open, token);
    open.arm = { value, start: token.end, branches: [] };
  }

  /** What stands between `@switch` and its first case would be sent with all of them: then it belongs before. */
  #checkBeforeCases({ directive }: OpenBranch, token: Token): void {
    const stray = this.#tokens.find(({ start, end }) => start >= directive.token.end && end <= token.start);
    if (stray !== undefined)
      this.#fail(stray.start, 'this stands in none of the cases', 'Put it before "@switch", or below a "-- @case".');
  }

  #closeArm(open: OpenBranch, { start: end }: Token): void {
    const { arm } = open;
    if (arm !== undefined)
      open.arms.push({ value: arm.value, span: { start: arm.start, end }, branches: arm.branches });
  }
}
