/**
 * Compares keys by their UTF-8 bytes, as every provider lists them. JavaScript compares UTF-16 units, in which an emoji
 * comes before U+FF5E.
 * @returns negative, zero or positive, as `sort` wants it.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // UTF-8 orders as code points do, and a surrogate stands for a code point beyond every single unit.
    if (isSurrogate(left) === isSurrogate(right)) return left - right;
    return isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
