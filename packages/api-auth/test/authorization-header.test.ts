import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAuthorizationHeader } from '../src/index.ts';

describe('parseAuthorizationHeader', () => {
  it.each([
    ['Bearer tr_dev_abc', { type: 'PRIVATE', key: 'tr_dev_abc' }],
    ['Bearer pk_dev_abc', { type: 'PUBLIC', key: 'pk_dev_abc' }],
    ['Bearer x', { type: 'PRIVATE', key: 'x' }],
    ['Bearer  tr_dev_abc', { type: 'PRIVATE', key: ' tr_dev_abc' }],
    ['Bearer tr_dev_abc ', { type: 'PRIVATE', key: 'tr_dev_abc ' }],
    ['Bearer PK_dev_abc', { type: 'PRIVATE', key: 'PK_dev_abc' }],
    ['Bearer Bearer pk_', { type: 'PRIVATE', key: 'Bearer pk_' }],
  ])('reads %j', (header, expected) => {
    expect(parseAuthorizationHeader(header)).toEqual(expected);
  });

  it.each([
    null,
    '',
    'Bearer',
    'Bearer ',
    'bearer tr_dev_abc',
    'Basic dHI=',
    ' Bearer tr_dev_abc',
    'Bearer\ttr_dev_abc',
  ])('finds no key in %j', (header) => {
    expect(parseAuthorizationHeader(header)).toBeNull();
  });

  it('takes everything after the space as it is', () => {
    assert(
      property(string({ minLength: 1, unit: 'binary' }), (key) => {
        expect(parseAuthorizationHeader(`Bearer ${key}`)?.key).toBe(key);
      }),
    );
  });
});
