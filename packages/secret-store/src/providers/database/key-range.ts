/** A range of keys in the order of their UTF-8 bytes. */
export interface KeyRange {
  /** The first key it may hold. */
  readonly from: string;
  /** The first key behind it. */
  readonly before: string;
}

const LAST_CODE_POINT = 0x10ffff;
const LAST_BEFORE_SURROGATES = 0xd7ff;
const FIRST_BEHIND_SURROGATES = 0xe000;

// One character more than the table takes, so that it is behind every key.
const BEHIND_ALL_KEYS = String.fromCodePoint(LAST_CODE_POINT).repeat(501);

/**
 * The range of all keys that start with a prefix: one that an index finds without a function, however many keys there are.
 * @param prefix well-formed; '' is every key.
 */
export function keyRange(prefix: string): KeyRange {
  const codePoints = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (codePoints.at(-1) === LAST_CODE_POINT) codePoints.pop();
  const last = codePoints.pop();
  if (last === undefined) return { from: prefix, before: BEHIND_ALL_KEYS };
  // Surrogates have no bytes in UTF-8: what follows the last character before them is the first one behind them.
  const next = last === LAST_BEFORE_SURROGATES ? FIRST_BEHIND_SURROGATES : last + 1;
  return { from: prefix, before: String.fromCodePoint(...codePoints, next) };
}
