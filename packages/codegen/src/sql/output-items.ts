import type { SourceEmbed, SourceQuery, Span } from './source-query.ts';
import type { Token } from './tokenize.ts';

/** One entry of a select list or of RETURNING. */
export interface OutputItem extends Span {
  /** `*`, or `something.*`, also as `sqlc.embed(something)`: the text before the star, dot included. */
  readonly star: string | undefined;
}

/** A star whose columns cannot be told: in a place, or beside others, that the reader of lists does not understand. */
export class UnexpandableStarError extends Error {
  /** The star. */
  readonly item: OutputItem;

  constructor(item: OutputItem) {
    super('cannot tell which columns this star stands for');
    this.name = 'UnexpandableStarError';
    this.item = item;
  }
}

const VERBS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'VALUES', 'TABLE']);
const SET_OPERATIONS = new Set(['UNION', 'INTERSECT', 'EXCEPT']);
const END_OF_LIST = new Set([
  'FROM',
  'INTO',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
  ...SET_OPERATIONS,
]);

/**
 * The output lists of a statement as written: one for RETURNING, one per arm of a UNION, in reading order.
 * An arm without a list, VALUES, has none.
 * @throws {UnexpandableStarError} for TABLE, a star without a star.
 */
export function outputLists(query: SourceQuery): (OutputItem[] | undefined)[] {
  return new ListReader(query).read();
}

class ListReader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #embeds: readonly SourceEmbed[];
  readonly #lists: (OutputItem[] | undefined)[] = [];

  constructor(query: SourceQuery) {
    this.#embeds = query.embeds;
    this.#source = query.source.text;
    this.#tokens = query.tokens;
  }

  read(): (OutputItem[] | undefined)[] {
    this.#arms(0, this.#tokens.length);
    return this.#lists;
  }

  #text(index: number): string {
    const token = this.#tokens[index];
    return token === undefined ? '' : this.#source.slice(token.start, token.end);
  }

  /** A keyword in capitals; nothing for other tokens, for `t.order` and for `AS order`. */
  #keyword(index: number): string {
    if (this.#tokens[index]?.kind !== 'word') return '';
    const before = this.#text(index - 1);
    return before === '.' || before.toUpperCase() === 'AS' ? '' : this.#text(index).toUpperCase();
  }

  /** The token behind the bracket that is opened here. */
  #behind(open: number): number {
    let depth = 0;
    for (let index = open; index < this.#tokens.length; index++) {
      const text = this.#text(index);
      if (text === '(' || text === '[') depth++;
      else if (text === ')' || text === ']') depth--;
      if (depth === 0) return index + 1;
    }
    return this.#tokens.length;
  }

  /** The next token at this level, stepping over brackets. */
  #step(index: number): number {
    const text = this.#text(index);
    return text === '(' || text === '[' ? this.#behind(index) : index + 1;
  }

  #find(from: number, end: number, wanted: (index: number) => boolean): number {
    let index = from;
    while (index < end && !wanted(index)) index = this.#step(index);
    return index;
  }

  #arms(from: number, end: number): void {
    let index = from;
    while (index < end) {
      index = this.#arm(index, end);
      index = this.#find(index, end, (at) => SET_OPERATIONS.has(this.#keyword(at))) + 1;
      if (['ALL', 'DISTINCT'].includes(this.#keyword(index))) index++;
    }
  }

  /** Reads one arm and returns the token behind its list. */
  #arm(from: number, end: number): number {
    let index = from;
    if (this.#text(index) === '(') {
      const behind = this.#behind(index);
      this.#arms(index + 1, behind - 1);
      return behind;
    }
    if (this.#keyword(index) === 'WITH') index = this.#find(index + 1, end, (at) => this.#isMainVerb(at));
    switch (this.#keyword(index)) {
      case 'SELECT':
        return this.#list(this.#behindDistinct(index + 1), end);
      case 'VALUES':
        this.#lists.push(undefined);
        return index + 1;
      case 'TABLE': {
        const { start = 0, end: behind = start } = this.#tokens[index] ?? {};
        throw new UnexpandableStarError({ start, end: behind, star: '' });
      }
      default: {
        const returning = this.#find(index, end, (at) => this.#keyword(at) === 'RETURNING');
        if (returning < end) return this.#list(this.#behindRowNames(returning + 1), end);
        return end;
      }
    }
  }

  /** `update` and the like are no reserved words: a CTE may bear such a name. */
  #isMainVerb(index: number): boolean {
    return VERBS.has(this.#keyword(index)) && ![',', 'WITH', 'RECURSIVE'].includes(this.#text(index - 1).toUpperCase());
  }

  #behindDistinct(from: number): number {
    if (this.#keyword(from) === 'ALL') return from + 1;
    if (this.#keyword(from) !== 'DISTINCT') return from;
    return this.#keyword(from + 1) === 'ON' ? this.#step(from + 2) : from + 1;
  }

  /** `RETURNING WITH (OLD AS o, NEW AS n) …` */
  #behindRowNames(from: number): number {
    return this.#keyword(from) === 'WITH' ? this.#step(from + 1) : from;
  }

  #list(from: number, end: number): number {
    const items: OutputItem[] = [];
    let first = from;
    let index = from;
    const close = (): void => {
      if (index > first) items.push(this.#item(first, index - 1));
      first = index + 1;
    };
    for (; index < end && !this.#endsList(index); index = this.#step(index)) {
      if (this.#text(index) === ',') close();
    }
    close();
    this.#lists.push(items);
    return index;
  }

  #endsList(index: number): boolean {
    const keyword = this.#keyword(index);
    // "a IS DISTINCT FROM b" goes on.
    return END_OF_LIST.has(keyword) && !(keyword === 'FROM' && this.#keyword(index - 1) === 'DISTINCT');
  }

  #item(first: number, last: number): OutputItem {
    const start = this.#tokens[first]?.start ?? 0;
    const end = this.#tokens[last]?.end ?? start;
    const embed = this.#embeds.find(({ span }) => span.start === start && span.end === end);
    if (embed !== undefined) return { start, end, star: embed.qualifier };
    const isStar = this.#text(last) === '*' && (last === first || this.#text(last - 1) === '.');
    return { start, end, star: isStar ? this.#source.slice(start, end - 1) : undefined };
  }
}
