import { EventFilterSchema, type Json } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { matchesFilter } from '../src/event-filter.ts';

/** What a filter that came over the wire makes of a payload. */
function evaluate(payload: Json, filter: unknown): boolean | 'invalid' {
  const parsed = EventFilterSchema.safeParse(filter);
  return parsed.success ? matchesFilter(payload, parsed.data) : 'invalid';
}

/** The truth table of the filter language; where trigger.dev v2 servers differ, the newest. */
const table: readonly [payload: Json, filter: unknown, expected: boolean | 'invalid'][] = [
  // no conditions
  [{}, {}, true],
  [{ a: 1, b: [null] }, {}, true],
  [{}, { a: [] }, true],
  [{ a: 'x' }, { a: [] }, true],
  // scalars: alternatives, strict, case-sensitive
  [{ a: 'x' }, { a: ['x', 'y'] }, true],
  [{ a: 'y' }, { a: ['x', 'y'] }, true],
  [{ a: 'X' }, { a: ['x'] }, false],
  [{}, { a: ['x'] }, false],
  [{ a: null }, { a: ['x'] }, false],
  [{ a: '1' }, { a: [1] }, false],
  [{ a: 1 }, { a: ['1'] }, false],
  [{ a: true }, { a: [true] }, true],
  [{ a: 'true' }, { a: [true] }, false],
  [{ a: 0 }, { a: [false] }, false],
  [{ a: ['x'] }, { a: ['x'] }, false],
  [{ a: 'x', b: 'y' }, { a: ['x'], b: ['y'] }, true],
  [{ a: 'x', b: 'z' }, { a: ['x'], b: ['y'] }, false],
  // not the language
  [{ a: 1 }, { a: ['x', 1] }, 'invalid'],
  [{ a: 1 }, { a: 'x' }, 'invalid'],
  [{ a: 1 }, { a: 1 }, 'invalid'],
  [{ a: 1 }, { a: null }, 'invalid'],
  [{ a: 1 }, { a: [null] }, 'invalid'],
  [{ a: 5 }, { a: [{ $bogus: 1 }] }, 'invalid'],
  [{ a: 5 }, { a: [{}] }, 'invalid'],
  [{ a: 5 }, { a: [{ $gt: '1' }] }, 'invalid'],
  [{ a: 5 }, { a: ['x', { $gt: 1 }] }, 'invalid'],
  [{ a: 5 }, [], 'invalid'],
  [{ a: 5 }, 'x', 'invalid'],
  [{ a: 5 }, null, 'invalid'],
  // $startsWith, $endsWith
  [{ a: 'foo' }, { a: [{ $startsWith: 'f' }] }, true],
  [{ a: 'foo' }, { a: [{ $startsWith: 'f' }, { $endsWith: 'x' }] }, false],
  [{ a: 'foo' }, { a: [{ $startsWith: 'f' }, { $endsWith: 'oo' }] }, true],
  [{ a: 'foo' }, { a: [{ $startsWith: '' }] }, true],
  [{ a: 5 }, { a: [{ $startsWith: '5' }] }, false],
  [{ a: 5 }, { a: [{ $endsWith: '5' }] }, false],
  [{}, { a: [{ $startsWith: '' }] }, false],
  [{ a: ['foo'] }, { a: [{ $startsWith: 'f' }] }, false],
  // $ignoreCaseEquals: ignores case, heeds accents
  [{ a: 'JOHN' }, { a: [{ $ignoreCaseEquals: 'john' }] }, true],
  [{ a: 'jöhn' }, { a: [{ $ignoreCaseEquals: 'john' }] }, false],
  [{ a: 'JÖHN' }, { a: [{ $ignoreCaseEquals: 'jöhn' }] }, true],
  [{ a: 5 }, { a: [{ $ignoreCaseEquals: '5' }] }, false],
  [{}, { a: [{ $ignoreCaseEquals: '' }] }, false],
  // $anythingBut: true for whatever is not equal, absent values too
  [{ a: 'foo' }, { a: [{ $anythingBut: 'bar' }] }, true],
  [{ a: 'bar' }, { a: [{ $anythingBut: 'bar' }] }, false],
  [{}, { a: [{ $anythingBut: 'bar' }] }, true],
  [{ a: null }, { a: [{ $anythingBut: 'bar' }] }, true],
  [{ a: ['bar'] }, { a: [{ $anythingBut: 'bar' }] }, true],
  [{ a: 'bar' }, { a: [{ $anythingBut: ['bar', 'baz'] }] }, false],
  [{ a: 'foo' }, { a: [{ $anythingBut: ['bar', 'baz'] }] }, true],
  [{ a: 'foo' }, { a: [{ $anythingBut: [] }] }, true],
  [{ a: 1 }, { a: [{ $anythingBut: ['1'] }] }, true],
  [{ a: true }, { a: [{ $anythingBut: true }] }, false],
  // $exists: null exists
  [{ a: null }, { a: [{ $exists: true }] }, true],
  [{ a: null }, { a: [{ $exists: false }] }, false],
  [{}, { a: [{ $exists: true }] }, false],
  [{}, { a: [{ $exists: false }] }, true],
  // $isNull: an absent value is not null
  [{ a: null }, { a: [{ $isNull: true }] }, true],
  [{ a: null }, { a: [{ $isNull: false }] }, false],
  [{}, { a: [{ $isNull: true }] }, false],
  [{}, { a: [{ $isNull: false }] }, true],
  [{ a: 0 }, { a: [{ $isNull: false }] }, true],
  // comparisons: numbers only, bounds of $between included
  [{ a: 5 }, { a: [{ $gt: 5 }] }, false],
  [{ a: 6 }, { a: [{ $gt: 5 }] }, true],
  [{ a: 5 }, { a: [{ $gte: 5 }] }, true],
  [{ a: 5 }, { a: [{ $lt: 5 }] }, false],
  [{ a: 4 }, { a: [{ $lt: 5 }] }, true],
  [{ a: 5 }, { a: [{ $lte: 5 }] }, true],
  [{ a: '6' }, { a: [{ $gt: 5 }] }, false],
  [{ a: null }, { a: [{ $lt: 5 }] }, false],
  [{}, { a: [{ $lt: 5 }] }, false],
  [{ a: 5 }, { a: [{ $between: [5, 10] }] }, true],
  [{ a: 10 }, { a: [{ $between: [5, 10] }] }, true],
  [{ a: 11 }, { a: [{ $between: [5, 10] }] }, false],
  [{ a: 7 }, { a: [{ $between: [10, 5] }] }, false],
  [{ a: '7' }, { a: [{ $between: [5, 10] }] }, false],
  [{ a: 5 }, { a: [{ $gt: 1 }, { $lt: 3 }] }, false],
  [{ a: 2 }, { a: [{ $gt: 1 }, { $lt: 3 }] }, true],
  // an object of several operators keeps the first in the language's order
  [{ a: 5 }, { a: [{ $gt: 1, $lt: 3 }] }, true],
  [{ a: 5 }, { a: [{ $lt: 3, $gt: 1 }] }, true],
  [{ a: 'foo' }, { a: [{ $not: 'foo', $startsWith: 'f' }] }, true],
  [{ a: 'foo' }, { a: [{ $startsWith: 1, $endsWith: 'o' }] }, true],
  // $includes: arrays only
  [{ a: ['x', 'y'] }, { a: [{ $includes: 'x' }] }, true],
  [{ a: ['x', 'y'] }, { a: [{ $includes: 'x' }, { $includes: 'y' }] }, true],
  [{ a: ['x'] }, { a: [{ $includes: 'x' }, { $includes: 'y' }] }, false],
  [{ a: 'xyz' }, { a: [{ $includes: 'x' }] }, false],
  [{ a: [1] }, { a: [{ $includes: '1' }] }, false],
  [{}, { a: [{ $includes: 'x' }] }, false],
  // $not: of values that are there
  [{ a: 'x' }, { a: [{ $not: 'y' }] }, true],
  [{ a: 'y' }, { a: [{ $not: 'y' }] }, false],
  [{ a: ['x'] }, { a: [{ $not: 'y' }] }, true],
  [{ a: ['y'] }, { a: [{ $not: 'y' }] }, false],
  [{ a: [] }, { a: [{ $not: 'y' }] }, true],
  [{}, { a: [{ $not: 'y' }] }, false],
  [{ a: null }, { a: [{ $not: 'y' }] }, false],
  [{ a: {} }, { a: [{ $not: 'y' }] }, false],
  [{ a: 1 }, { a: [{ $not: '1' }] }, true],
  [{ a: false }, { a: [{ $not: true }] }, true],
  // nested filters
  [{ a: { b: 'x' } }, { a: { b: ['x'] } }, true],
  [{ a: { b: 'x' } }, { a: { b: ['y'] } }, false],
  [{ a: { b: { c: 1 } } }, { a: { b: { c: [1] } } }, true],
  [{ a: { $gt: 5 } }, { a: { $gt: [5] } }, true],
  // nothing there: the empty filter only
  [{}, { a: { b: ['x'] } }, false],
  [{ a: null }, { a: { b: ['x'] } }, false],
  [{}, { a: { b: [{ $exists: false }] } }, false],
  [{ a: null }, { a: { b: [{ $exists: false }] } }, false],
  [{}, { a: {} }, true],
  [{ a: null }, { a: {} }, true],
  [null, {}, true],
  [null, { a: [{ $exists: false }] }, false],
  // not an object: no keys
  [{ a: 'str' }, { a: { b: ['x'] } }, false],
  [{ a: 5 }, { a: { b: [{ $exists: false }] } }, true],
  [{ a: 'str' }, { a: { b: [{ $exists: false }] } }, true],
  [{ a: false }, { a: {} }, true],
  // arrays against a nested filter: one element must satisfy all of it
  [{ a: [{ b: 'x' }, { b: 'y' }] }, { a: { b: ['y'] } }, true],
  [{ a: [{ b: 'x' }, { b: 'y' }] }, { a: { b: ['z'] } }, false],
  [
    {
      a: [
        { b: 'x', c: '1' },
        { b: 'y', c: '2' },
      ],
    },
    { a: { b: ['x'], c: ['2'] } },
    false,
  ],
  [
    {
      a: [
        { b: 'x', c: '1' },
        { b: 'y', c: '2' },
      ],
    },
    { a: { b: ['y'], c: ['2'] } },
    true,
  ],
  [{ a: [] }, { a: { b: ['y'] } }, false],
  [{ a: [] }, { a: {} }, false],
  [{ a: [1] }, { a: {} }, true],
  [{ a: [null, { b: 'y' }] }, { a: { b: ['y'] } }, true],
  [{ a: [null] }, { a: {} }, true],
  [{ a: [[{ b: 'y' }]] }, { a: { b: ['y'] } }, false],
  // own keys of objects only (a deviation)
  [{ a: {} }, { a: { toString: [{ $exists: true }] } }, false],
  [{}, { constructor: [{ $exists: false }] }, true],
  [{ a: 'text' }, { a: { length: [4] } }, false],
  [{ a: ['xy'] }, { a: { 0: ['x'] } }, false],
  [{ a: [['x']] }, { a: { length: [1] } }, false],
];

describe('the event filter language', () => {
  it.each(
    table.map(([payload, filter, expected]) => ({
      payload: JSON.stringify(payload),
      filter: JSON.stringify(filter),
      expected,
    })),
  )('payload $payload, filter $filter: $expected', ({ payload, filter, expected }) => {
    expect(evaluate(JSON.parse(payload), JSON.parse(filter))).toBe(expected);
  });

  it('matches a key named like a part of every object only where the sender wrote it', () => {
    const payload: Json = JSON.parse('{"__proto__": "x", "hasOwnProperty": 1}');
    expect(evaluate(payload, { hasOwnProperty: [1] })).toBe(true);
    expect(evaluate({}, { hasOwnProperty: [1] })).toBe(false);
  });
});
