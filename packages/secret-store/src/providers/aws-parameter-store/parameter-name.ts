import { createHash } from 'node:crypto';

/** Levels that a name can have, the path's included. */
const MAX_LEVELS = 15;

/**
 * AWS counts 1011 characters with the start of the ARN (`arn:aws:ssm:us-east-2:111122223333:parameter`), which is longer
 * or shorter by partition and region. What is left out here is more than any of them takes.
 */
const MAX_NAME_LENGTH = 900;

const EMPTY_LEVEL = '__';
const DIGEST_MARK = '__.';
const DIGEST_LENGTH = DIGEST_MARK.length + 64;

// `_` is kept wherever it cannot be taken for the start of an escape.
const escaped = /[^\w.-]|_(?=[^A-Za-z0-9.-])/gu;
const escapes = /(?:__[\da-f]{2})+/g;

/**
 * Names parameters after keys, reversibly. Each `/` of a key begins a level, and letters, digits, `.`, `-` and `_` stay as
 * they are: `environments/42/DB_URL` is the parameter `<path>/environments/42/DB_URL`.
 *
 * - Any other character becomes its UTF-8 bytes as `__` and two hex digits: `oauth:github` is `oauth__3agithub`. So does a
 *   `_` before such a character or before another `_`.
 * - A level without characters is `__`: `a//b` is `a/__/b`.
 * - The last level that AWS allows takes the rest of the key, its `/` escaped.
 * - A name that would be too long keeps those levels that fit, and ends with the SHA-256 of the key: `a/b/__.<hex>`. Such a
 *   parameter has its key as description, for listings.
 *
 * What is not the name of a key by these rules, such as `a__b`, is not taken for a secret.
 */
export class ParameterNames {
  readonly #path: string;
  readonly #levels: number;
  readonly #length: number;

  /** @param path the hierarchy that all names are under, such as `/kongflow`. */
  constructor(path: string) {
    this.#path = path;
    this.#levels = MAX_LEVELS - (path.split('/').length - 1);
    this.#length = MAX_NAME_LENGTH - path.length - 1;
  }

  /** The name of the key's parameter; `isDigest` tells that the key cannot be read from it. */
  encode(key: string): { readonly name: string; readonly isDigest: boolean } {
    const levels = this.#split(key).map(encodeLevel);
    const whole = levels.join('/');
    if (whole.length <= this.#length) return { name: `${this.#path}/${whole}`, isDigest: false };
    const digest = DIGEST_MARK + createHash('sha256').update(key, 'utf8').digest('hex');
    const name = [this.#path, ...this.#fitting(levels.slice(0, -1)), digest].join('/');
    return { name, isDigest: true };
  }

  /** The key of a parameter; null when it is not of a secret; undefined when its name has a digest and nothing names the key. */
  decode(name: string, description: string | undefined): string | null | undefined {
    if (!name.startsWith(`${this.#path}/`)) return null;
    const levels = name.slice(this.#path.length + 1).split('/');
    if (levels.at(-1)?.startsWith(DIGEST_MARK)) {
      return description !== undefined && this.encode(description).name === name ? description : undefined;
    }
    const key = levels.map(decodeLevel).join('/');
    return this.encode(key).name === name ? key : null;
  }

  /** The deepest hierarchy that has every key which starts with the prefix. */
  pathOf(prefix: string): string {
    const complete = prefix.split('/').slice(0, -1);
    const kept = this.#fitting(complete.slice(0, this.#levels - 1).map(encodeLevel));
    return [this.#path, ...kept].join('/');
  }

  #split(key: string): readonly string[] {
    const levels = key.split('/');
    if (levels.length <= this.#levels) return levels;
    return [...levels.slice(0, this.#levels - 1), levels.slice(this.#levels - 1).join('/')];
  }

  // The first levels that leave room for a digest: every key that starts with them keeps them, however long it is.
  #fitting(levels: readonly string[]): readonly string[] {
    let length = DIGEST_LENGTH;
    const end = levels.findIndex((level) => (length += level.length + 1) > this.#length);
    return end === -1 ? levels : levels.slice(0, end);
  }
}

function encodeLevel(level: string): string {
  if (level === '') return EMPTY_LEVEL;
  return level.replace(escaped, (character) =>
    Buffer.from(character, 'utf8')
      .toString('hex')
      .replaceAll(/../g, (byte) => `__${byte}`),
  );
}

function decodeLevel(level: string): string {
  if (level === EMPTY_LEVEL) return '';
  return level.replace(escapes, (run) => Buffer.from(run.replaceAll('__', ''), 'hex').toString('utf8'));
}
