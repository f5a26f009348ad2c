import {
  type ContentFilter,
  type EventFilter,
  EventFilterSchema,
  type EventMatcher,
  type Json,
} from '@kongflow/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesFilter } from '../src/event-filter.ts';

const scalar: fc.Arbitrary<string | number | boolean> = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.integer({ min: -5, max: 5 }),
  fc.boolean(),
);
// few keys and few values, so that filters and payloads meet
const key = fc.constantFrom('a', 'b', 'c', 'toString', 'length', '0');
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3 }),
  ),
}));
const homogeneous = fc.oneof(
  fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
  fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 3 }),
  fc.array(fc.boolean(), { maxLength: 3 }),
);
const operator: fc.Arbitrary<ContentFilter> = fc.oneof(
  fc.record({ $startsWith: fc.string({ maxLength: 2 }) }),
  fc.record({ $endsWith: fc.string({ maxLength: 2 }) }),
  fc.record({ $ignoreCaseEquals: fc.string({ maxLength: 4 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $isNull: fc.boolean() }),
  fc.record({ $anythingBut: fc.oneof(scalar, homogeneous) }),
  fc.record({ $gt: fc.integer() }),
  fc.record({ $gte: fc.integer() }),
  fc.record({ $lt: fc.integer() }),
  fc.record({ $lte: fc.integer() }),
  fc.record({ $between: fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })) }),
  fc.record({ $includes: scalar }),
  fc.record({ $not: scalar }),
);
const matcher: fc.Arbitrary<EventMatcher> = fc.oneof(homogeneous, fc.array(operator, { maxLength: 3 }));
const { filter } = fc.letrec<{ filter: EventFilter }>((tie) => ({
  filter: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, matcher, tie('filter')), { maxKeys: 3 }),
}));

describe('properties of the event filter language', () => {
  it('answers for any JSON payload and any valid filter, and the schema accepts that filter unchanged', () => {
    fc.assert(
      fc.property(json, filter, (payload, candidate) => {
        expect(EventFilterSchema.parse(candidate)).toEqual(candidate);
        expect(matchesFilter(payload, candidate)).toBeTypeOf('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws for anything that the schema accepts', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (payload, candidate) => {
        const parsed = EventFilterSchema.safeParse(candidate);
        expect(parsed.success ? matchesFilter(payload, parsed.data) : false).toBeTypeOf('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('matches every payload with the empty filter', () => {
    fc.assert(
      fc.property(json, (payload) => {
        expect(matchesFilter(payload, {})).toBe(true);
      }),
    );
  });

  it('is a conjunction of its keys', () => {
    fc.assert(
      fc.property(json, filter, (payload, candidate) => {
        const each = Object.entries(candidate).map(([name, condition]) =>
          matchesFilter(payload, { [name]: condition }),
        );
        expect(matchesFilter(payload, candidate)).toBe(each.every(Boolean));
      }),
      { numRuns: 1000 },
    );
  });

  it('ignores keys that it does not name', () => {
    fc.assert(
      fc.property(fc.dictionary(key, json), filter, json, (payload, candidate, extra) => {
        expect(matchesFilter({ ...payload, unnamed: extra }, candidate)).toBe(matchesFilter(payload, candidate));
      }),
    );
  });

  it('treats a list of operators as a conjunction and a list of scalars as a disjunction', () => {
    fc.assert(
      fc.property(json, fc.array(operator, { maxLength: 3 }), (value, operators) => {
        const each = operators.map((one) => matchesFilter({ a: value }, { a: [one] }));
        expect(matchesFilter({ a: value }, { a: operators })).toBe(each.every(Boolean));
      }),
    );
    fc.assert(
      fc.property(json, fc.array(fc.string({ maxLength: 2 }), { minLength: 1, maxLength: 3 }), (value, texts) => {
        const each = texts.map((text) => matchesFilter({ a: value }, { a: [text] }));
        expect(matchesFilter({ a: value }, { a: texts })).toBe(each.some(Boolean));
      }),
    );
  });

  it('has $anythingBut as the opposite of equality', () => {
    fc.assert(
      fc.property(json, scalar, (value, operand) => {
        const equals = matchesFilter({ a: value }, EventFilterSchema.parse({ a: [operand] }));
        expect(matchesFilter({ a: value }, { a: [{ $anythingBut: operand }] })).toBe(!equals);
      }),
    );
  });

  it('has $not as $anythingBut of scalars', () => {
    fc.assert(
      fc.property(scalar, scalar, (value, operand) => {
        const anythingBut = matchesFilter({ a: value }, { a: [{ $anythingBut: operand }] });
        expect(matchesFilter({ a: value }, { a: [{ $not: operand }] })).toBe(anythingBut);
      }),
    );
  });

  it('has $not as the opposite of $includes for arrays', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 4 }), scalar, (value, operand) => {
        const includes = matchesFilter({ a: value }, { a: [{ $includes: operand }] });
        expect(matchesFilter({ a: value }, { a: [{ $not: operand }] })).toBe(!includes);
      }),
    );
  });

  it('has $exists and $isNull true and false as opposites', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constant('a'), json), (payload) => {
        for (const name of ['$exists', '$isNull']) {
          const yes = matchesFilter(payload, EventFilterSchema.parse({ a: [{ [name]: true }] }));
          const no = matchesFilter(payload, EventFilterSchema.parse({ a: [{ [name]: false }] }));
          expect(yes).toBe(!no);
        }
      }),
    );
  });

  it('matches an array by a nested filter exactly when one element matches', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 4 }), filter, (elements, nested) => {
        const some = elements.some((element) => matchesFilter(element, nested));
        expect(matchesFilter({ a: elements }, { a: nested })).toBe(some);
      }),
      { numRuns: 1000 },
    );
  });
});
