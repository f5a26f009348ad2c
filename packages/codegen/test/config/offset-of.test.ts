import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetOf } from '../../src/config/offset-of.ts';

/** Keys, and elements of lists, with the text that each begins with. */
function* places(value: unknown, path: (string | number)[] = []): Generator<[(string | number)[], string]> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) {
      yield [[...path, index], JSON.stringify(each).slice(0, 1)];
      yield* places(each, [...path, index]);
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, each] of Object.entries(value)) {
      yield [[...path, key], JSON.stringify(key)];
      yield* places(each, [...path, key]);
    }
  }
}

it('finds a key where it is, and not where it is called so too', () => {
  const text = '{ "rename": { "a": ["b", "\\"c"] }, "x": [{ "a": 1 }, [2, { "a\\"b": 3 }]], "a": "a" }';
  const at = (...path: (string | number)[]): string => text.slice(offsetOf(text, path));
  expect(at('a')).toMatch(/^"a": "a"/);
  expect(at('rename', 'a')).toMatch(/^"a": \["b"/);
  expect(at('rename', 'a', 1)).toMatch(/^"\\"c"/);
  expect(at('x', 0, 'a')).toMatch(/^"a": 1/);
  expect(at('x', 1)).toMatch(/^\[2/);
  expect(at('x', 1, 1, 'a"b')).toMatch(/^"a\\"b": 3/);
  expect([offsetOf(text, ['nope']), offsetOf(text, ['x', 7])]).toEqual([0, 0]);
});

it('finds every key of any document, once', () => {
  const compact = fc.jsonValue().map((value) => [JSON.stringify({ value }, null, 1), { value }] as const);
  fc.assert(
    fc.property(compact, ([text, value]) => {
      // A key that stands twice in one object is one.
      const found = [...places(JSON.parse(JSON.stringify(value)))].map(([path, start]) => {
        const offset = offsetOf(text, path);
        expect(text.slice(offset)).toSatisfy((rest: string) => rest.startsWith(start));
        return offset;
      });
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});
