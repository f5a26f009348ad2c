import { closest } from '../../suggest/closest.ts';
import { listMembership } from '../list-membership.ts';
import type { Replacement, SourceEmbed, SourceParameter, Span } from '../source-query.ts';
import type { Token } from '../tokenize.ts';
import { argumentName, MACROS, readMacro, type MacroCall } from './macros.ts';

/** What sqlc's notation says in a statement. */
export interface SqlcStatement {
  readonly parameters: readonly SourceParameter[];
  readonly replacements: readonly Replacement[];
  readonly embeds: readonly SourceEmbed[];
}

type Fail = (offset: number, message: string, hint?: string) => void;

/** Operators that end in the sign that a parameter begins with. */
const OPERATORS_ENDING_IN_AT = new Set(['@@', '@@@', '<@', '~@', '@-@', '?@', '^@', '|@', '<<@', '@']);

/**
 * Reads the parameters, slices and embedded tables of a statement.
 * @param tokens the statement's, without comments
 */
export function readStatement(text: string, tokens: readonly Token[], fail: Fail): SqlcStatement {
  const reader = new StatementReader(text, tokens, fail);
  reader.read();
  return reader;
}

/** A parameter while its uses are being collected. */
interface OpenParameter {
  readonly name: string;
  nullable: boolean;
  prefix: string;
  readonly uses: Span[];
}

class StatementReader implements SqlcStatement {
  readonly replacements: Replacement[] = [];
  readonly embeds: SourceEmbed[] = [];
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #fail: Fail;
  /** By the name as PostgreSQL folds it. */
  readonly #named = new Map<string, OpenParameter>();
  readonly #numbered = new Map<number, OpenParameter>();

  constructor(text: string, tokens: readonly Token[], fail: Fail) {
    this.#text = text;
    this.#tokens = tokens;
    this.#fail = fail;
  }

  get parameters(): SourceParameter[] {
    return [...this.#byNumber()]
      .toSorted(([a], [b]) => a - b)
      .map(([number, parameter]) => ({ ...parameter, required: false, inferred: this.#numbered.has(number) }));
  }

  read(): void {
    for (let index = 0; index < this.#tokens.length;) index = this.#readToken(index);
    this.#checkNumbers();
  }

  #word(index: number): string {
    const token = this.#tokens[index];
    return token === undefined ? '' : this.#text.slice(token.start, token.end);
  }

  #keyword(index: number): string {
    return this.#tokens[index]?.kind === 'word' ? this.#word(index).toUpperCase() : this.#word(index);
  }

  /** Reads what begins at a token, and returns the index of the next. */
  #readToken(index: number): number {
    const token = this.#tokens[index];
    if (token === undefined) return index + 1;
    if (token.kind === 'positional') this.#readPositional(token, index);
    else if (token.kind === 'parameter') this.#readNamed(this.#word(index).slice(1), token);
    else if (token.kind === 'operator') this.#checkOperator(token, index);
    const macro = readMacro(this.#text, this.#tokens, index);
    if (macro === undefined) return index + 1;
    this.#readMacro(macro, index);
    return macro.next;
  }

  #readPositional(token: Token, index: number): void {
    const number = Number(this.#word(index).slice(1));
    if (number === 0 || number > 65_535) {
      this.#fail(token.start, `there is no parameter "${this.#word(index)}"`, 'Parameters are counted from $1.');
      return;
    }
    const known = this.#numbered.get(number) ?? {
      name: `dollar_${number}`,
      nullable: false,
      prefix: this.#prefix(index),
      uses: [],
    };
    known.uses.push({ start: token.start, end: token.end });
    this.#numbered.set(number, known);
  }

  /** `price BETWEEN $1 AND $2` takes a price to begin with and one to end with. */
  #prefix(index: number): string {
    if (this.#keyword(index - 1) === 'BETWEEN') return 'from_';
    if (this.#keyword(index - 1) !== 'AND') return '';
    let depth = 0;
    for (let at = index - 2; at >= 0 && depth >= 0; at--) {
      const keyword = this.#keyword(at);
      if (keyword === ')' || keyword === ']') depth++;
      else if (keyword === '(' || keyword === '[') depth--;
      else if (depth === 0 && keyword === 'BETWEEN') return 'to_';
      else if (depth === 0 && ['AND', 'OR', 'WHERE', 'ON', 'HAVING', 'WHEN'].includes(keyword)) return '';
    }
    return '';
  }

  #readNamed(name: string, span: Span, nullable = false): void {
    const key = name.toLowerCase();
    const known = this.#named.get(key) ?? { name, nullable: false, prefix: '', uses: [] };
    known.uses.push({ start: span.start, end: span.end });
    known.nullable ||= nullable;
    this.#named.set(key, known);
  }

  /** `id=@id` is the operator `=@` to PostgreSQL. */
  #checkOperator({ start, end }: Token, index: number): void {
    const operator = this.#word(index);
    const next = this.#tokens[index + 1];
    if (!operator.endsWith('@') || OPERATORS_ENDING_IN_AT.has(operator) || next?.start !== end) return;
    if (next.kind !== 'word') return;
    const name = this.#word(index + 1);
    this.#fail(
      start,
      `PostgreSQL reads "${operator}" as one operator`,
      `Put a blank between: "${operator.slice(0, -1)} @${name}".`,
    );
  }

  /** As in sqlc, those with names have the numbers that are free. */
  #byNumber(): Map<number, OpenParameter> {
    const all = new Map(this.#numbered);
    let number = 1;
    for (const parameter of this.#named.values()) {
      while (all.has(number)) number++;
      all.set(number, parameter);
    }
    return all;
  }

  #checkNumbers(): void {
    const all = this.#byNumber();
    const last = Math.max(0, ...all.keys());
    for (let number = 1; number < last; number++) {
      if (all.has(number)) continue;
      const [use] = all.get(last)?.uses ?? [];
      this.#fail(use?.start ?? 0, `there is "$${last}" but no "$${number}"`, 'Parameters are counted without gaps.');
      return;
    }
  }

  #readMacro(macro: MacroCall, index: number): void {
    const { name, start, end, nameAt } = macro;
    if (!MACROS.some((known) => known === name)) {
      const meant = closest(name, MACROS);
      this.#fail(
        nameAt,
        `sqlc has no function "${name}"`,
        meant === undefined ? `There are ${MACROS.join(', ')}.` : `Did you mean sqlc.${meant}?`,
      );
    } else if (name === 'embed') this.#readEmbed(macro);
    else {
      const argument = argumentName(this.#text, macro);
      if (argument === undefined || argument.trim() === '') {
        this.#fail(
          macro.args[0]?.start ?? nameAt,
          `sqlc.${name} takes the name of a parameter`,
          `Write "sqlc.${name}(name)" or "sqlc.${name}('name')".`,
        );
        return;
      }
      this.#readNamed(argument, { start, end }, name === 'narg');
      if (name === 'slice') this.#readSlice(macro, index);
    }
  }

  /** `IN (sqlc.slice(ids))`, whose text would depend on how many there are, becomes `= ANY ($1)`, one statement for all. */
  #readSlice(macro: MacroCall, index: number): void {
    const open = this.#tokens[index - 1];
    if (open === undefined || this.#word(index - 1) === ',' || this.#word(macro.next) === ',') {
      if (this.#isInList(index))
        this.#fail(macro.start, 'sqlc.slice stands alone in "IN (…)"', 'Write "x IN (sqlc.slice(ids)) OR x = …".');
      return;
    }
    if (this.#word(index - 1) !== '(') return;
    const membership = listMembership(this.#text, this.#tokens, index - 1, open.end);
    if (membership !== undefined) this.replacements.push(membership);
  }

  #isInList(index: number): boolean {
    let depth = 0;
    for (let at = index - 1; at >= 0; at--) {
      if (this.#word(at) === ')') depth++;
      else if (this.#word(at) === '(' && depth-- === 0) return this.#keyword(at - 1) === 'IN';
    }
    return false;
  }

  #readEmbed({ start, end, nameAt, args }: MacroCall): void {
    const [first] = args;
    const last = args.at(-1);
    const isName = args.every(({ kind }, at) =>
      at % 2 === 0 ? kind === 'word' || kind === 'quoted' : this.#text[args[at]?.start ?? 0] === '.',
    );
    if (first === undefined || last === undefined || !isName || args.length % 2 === 0) {
      this.#fail(
        first?.start ?? nameAt,
        'sqlc.embed takes the name of a table in FROM',
        'Write "sqlc.embed(authors)", or the alias that the table has.',
      );
      return;
    }
    const qualifier = `${this.#text.slice(first.start, last.end)}.`;
    this.embeds.push({ span: { start, end }, nameAt: first.start, qualifier });
    this.replacements.push({ span: { start, end }, text: `${qualifier}*`, from: first.start });
  }
}
