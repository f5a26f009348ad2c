import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type EventFilter, EventFilterSchema, formatIssues } from '../src/index.ts';

const text = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const scalar = fc.oneof(text, number, fc.boolean());

const operator = fc.oneof(
  ...(['$endsWith', '$startsWith', '$ignoreCaseEquals'] as const).map((name) => fc.record({ [name]: text })),
  ...(['$exists', '$isNull'] as const).map((name) => fc.record({ [name]: fc.boolean() })),
  ...(['$gt', '$lt', '$gte', '$lte'] as const).map((name) => fc.record({ [name]: number })),
  ...(['$includes', '$not'] as const).map((name) => fc.record({ [name]: scalar })),
  fc.record({ $anythingBut: fc.oneof(scalar, fc.array(text), fc.array(number), fc.array(fc.boolean())) }),
  fc.record({ $between: fc.tuple(number, number) }),
);

const filter = fc.letrec((tie) => ({
  filter: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.array(text),
      fc.array(number),
      fc.array(fc.boolean()),
      fc.array(operator),
      tie('filter'),
    ),
    { maxKeys: 4 },
  ),
})).filter;

function problems(value: unknown): string {
  const { error } = EventFilterSchema.safeParse(value);
  return error ? formatIssues(error) : '';
}

describe('EventFilterSchema', () => {
  it('takes every filter of the language unchanged, also after a round trip through JSON', () => {
    fc.assert(
      fc.property(filter, (value) => {
        const parsed = EventFilterSchema.parse(JSON.parse(JSON.stringify(value)));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('answers any JSON with a filter or with issues, never with another error, and parses its own result', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = EventFilterSchema.safeParse(value);
        expect(result.error?.issues.length).not.toBe(0);
        expect(result.success ? EventFilterSchema.parse(result.data) : null).toEqual(result.data ?? null);
      }),
    );
  });

  it.each<[string, unknown]>([
    ['a scalar', { a: 'x' }],
    ['a number', { a: 1 }],
    ['a boolean', { a: true }],
    ['null', { a: null }],
    ['an array of strings and numbers', { a: ['x', 1] }],
    ['an array with null', { a: [null] }],
    ['an array with a nested array', { a: [['x']] }],
    ['an array of scalars and operators', { a: ['x', { $gt: 1 }] }],
    ['an unknown operator', { a: [{ $bogus: 1 }] }],
    ['an empty operator', { a: [{}] }],
    ['a wrongly typed operand', { a: [{ $gt: '1' }] }],
    ['$between with one bound', { a: [{ $between: [1] }] }],
    ['$exists with a text', { a: [{ $exists: 'true' }] }],
    ['$anythingBut with a mixed list', { a: [{ $anythingBut: ['x', 1] }] }],
    ['$not with a list', { a: [{ $not: ['x'] }] }],
    ['an array in place of the filter', ['x']],
    ['a text in place of the filter', 'x'],
    ['null in place of the filter', null],
    ['nothing in place of the filter', undefined],
    ['an invalid filter deep inside', { a: { b: { c: 'x' } } }],
  ])('refuses %s', (_, value) => {
    expect(EventFilterSchema.safeParse(value).success).toBe(false);
  });

  it.each<[EventFilter, EventFilter]>([
    [{}, {}],
    [{ a: [] }, { a: [] }],
    [{ a: {} }, { a: {} }],
    [{ a: { $gt: [5] } }, { a: { $gt: [5] } }],
    [{ a: [{ $not: 'x' }] }, { a: [{ $not: 'x' }] }],
  ])('takes %j', (value, expected) => {
    expect(EventFilterSchema.parse(value)).toEqual(expected);
  });

  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ $gt: 1, $lt: 3 }, { $gt: 1 }],
    [{ $lt: 3, $gt: 1 }, { $gt: 1 }],
    [{ $gt: 'x', $lt: 3 }, { $lt: 3 }],
    [{ $not: 1, $includes: 1 }, { $includes: 1 }],
    [{ $exists: true, $ignoreCaseEquals: 'x' }, { $ignoreCaseEquals: 'x' }],
    [{ $startsWith: 'a', $endsWith: 'b' }, { $endsWith: 'b' }],
    [{ $isNull: true, extra: 1 }, { $isNull: true }],
  ])('keeps one operator of %j, the first in the order of the language', (operators, kept) => {
    expect(EventFilterSchema.parse({ a: [operators] })).toEqual({ a: [kept] });
  });

  it('names the place and the rule', () => {
    expect(problems({ a: { b: 'x' } })).toBe(
      'Code: invalid_union ~ Path: a.b ~ Message: must be a nested filter, or an array of only strings, only numbers, ' +
        'only booleans or only operators',
    );
    expect(problems({ a: [{ $bogus: 1 }] })).toContain('Path: a.0 ~ Message: is not an operator');
    expect(problems('x')).toBe('Code: invalid_type ~ Path:  ~ Message: an event filter must be an object');
  });

  it('refuses NUL, also in keys, and bottomless nesting', () => {
    expect(problems({ a: ['x\0'] })).toContain('Path: a.0 ~ Message: must not contain the NUL character');
    expect(problems({ 'a\0': ['x'] })).toContain('must not contain the NUL character');
    let abyss: unknown = {};
    for (let level = 0; level < 100_000; level += 1) abyss = { a: abyss };
    expect(problems(abyss)).toContain('must not be nested deeper than 512 levels');
  });
});
