import { describe, expect, it } from 'vitest';
import { choice, chosen, given, QueryParameterError } from '../src/index.ts';

const order = { query: 'ListBooks', argument: 'order', cases: ['newest', 'title'] };

describe('choice', () => {
  it('is the number of the case', () => {
    expect(order.cases.map((each) => choice(order, each))).toEqual([0, 1]);
  });

  it('is the one behind the last where nothing is chosen and nothing has to be', () => {
    expect(choice({ ...order, optional: true }, undefined)).toBe(2);
    expect(choice({ ...order, optional: true }, 'title')).toBe(1);
  });

  it.each([
    [order, undefined],
    [order, 'oldest'],
    [order, 'toString'],
    [order, ''],
    [{ ...order, optional: true }, 'oldest'],
  ])('refuses what is no case, and repeats no value', (asked, value) => {
    expect(() => choice(asked, value)).toThrow(
      new QueryParameterError('UNKNOWN_CASE', 'ListBooks: order is one of "newest", "title", and not what was given'),
    );
  });
});

it('given hands on what is there, null and false too', () => {
  expect([0, '', null, false].map((value) => given('Q', 'p', value))).toEqual([0, '', null, false]);
  expect(() => given('PageBooks', 'beforeId', undefined)).toThrow(
    new QueryParameterError('MISSING_PARAMETER', 'PageBooks: beforeId is needed with the other arguments'),
  );
});

it('chosen finds a variant, and never takes another one', () => {
  const variant = { name: 'Q_1', text: 'SELECT', values: () => [] };
  expect(chosen([variant], 0)).toBe(variant);
  expect(() => chosen([variant], 1)).toThrow(RangeError);
});
