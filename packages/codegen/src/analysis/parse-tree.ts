import type { TreeNode, TreeValue } from './tree.ts';

const [OPEN_LIST, CLOSE_LIST, OPEN_NODE, CLOSE_NODE, BLANK] = [40, 41, 123, 125, 32];

/**
 * Reads the text of a `pg_node_tree`: `{TYPE :field value …}`, `(list)`, `<>` and atoms with backslash escapes.
 * @throws {Error} for text that the server would not write.
 */
export function parseTree(text: string): TreeValue {
  return new TreeReader(text).value();
}

class TreeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): TreeValue {
    this.#skip();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#node();
      case '(':
        return this.#list();
      case undefined:
      default: {
        if (this.#at >= this.#text.length) throw new Error('pg_node_tree: a value is missing');
        const atom = this.#atom();
        return atom === '<>' ? null : atom;
      }
    }
  }

  #skip(): void {
    while (this.#text.charCodeAt(this.#at) <= BLANK) this.#at++;
  }

  #node(): TreeNode {
    this.#at++;
    const type = this.#atom();
    const fields = new Map<string, TreeValue>();
    for (this.#skip(); this.#text[this.#at] !== '}'; this.#skip()) {
      if (this.#text[this.#at] !== ':')
        throw new Error(`pg_node_tree: expected a field at ${this.#at}: ${this.#text.slice(this.#at, this.#at + 40)}`);
      this.#at++;
      const name = this.#atom();
      fields.set(name, this.#fieldValue());
    }
    this.#at++;
    return { type, fields };
  }

  /** One value, or several: a constant's datum is written as its length and its bytes, `4 [ 1 0 0 0 ]`. */
  #fieldValue(): TreeValue {
    // The first is read whatever it begins with: a column may be called ":x".
    const values = [this.value()];
    for (this.#skip(); this.#text[this.#at] !== ':' && this.#text[this.#at] !== '}'; this.#skip())
      values.push(this.value());
    const [only = null] = values;
    return values.length === 1 ? only : values;
  }

  #list(): TreeValue[] {
    this.#at++;
    const values: TreeValue[] = [];
    for (this.#skip(); this.#text[this.#at] !== ')'; this.#skip()) {
      if (this.#at >= this.#text.length) throw new Error('pg_node_tree: a list is not closed');
      values.push(this.value());
    }
    this.#at++;
    return values;
  }

  /** Ends at a separator, as the server's own reader has it; quotes around are part of how strings are written. */
  #atom(): string {
    const start = this.#at;
    let escaped = false;
    while (this.#at < this.#text.length && !isSeparator(this.#text.charCodeAt(this.#at))) {
      if (this.#text[this.#at] === '\\') {
        escaped = true;
        this.#at++;
      }
      this.#at++;
    }
    const written = this.#text.slice(start, this.#at);
    const atom = written.startsWith('"') ? written.slice(1, -1) : written;
    return escaped ? atom.replaceAll(/\\(.)/gs, '$1') : atom;
  }
}

function isSeparator(code: number): boolean {
  return code <= BLANK || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_NODE || code === CLOSE_NODE;
}
