import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFields, readDeletionMark, toDeletionMark, toFields } from '../../src/providers/vault/secret-fields.ts';
import { goJson } from '../support/vault-kv.ts';
import { expectFailure, hush } from './setup.ts';

describe('the fields of a secret', () => {
  it.each([
    ['an object: its own', { user: 'ada', nested: { port: 5432 } }, { user: 'ada', nested: { port: 5432 } }],
    ['an empty object: none', {}, {}],
    ['a text: $value', 'text', { $value: 'text' }],
    ['null: $value', null, { $value: null }],
    ['an array: $value', [1, 2], { $value: [1, 2] }],
    ['an object with $value: itself in $value', { $value: 1 }, { $value: { $value: 1 } }],
    ['an object with $text: itself in $value', { $text: '1', b: 2 }, { $value: { $text: '1', b: 2 } }],
    ['what looks like a deletion: itself in $value', { $deletion: 'x' }, { $value: { $deletion: 'x' } }],
    ['what Vault would change: JSON text', 'half \ud800', { $text: String.raw`"half \ud800"` }],
    ['a name that Vault would change: JSON text', { '\udc00': 1 }, { $text: String.raw`{"\udc00":1}` }],
  ])('are, for %s', (_, value, fields) => {
    expect(JSON.parse(toFields('key', JSON.stringify(value)))).toEqual(fields);
    expect(JSON.parse(fromFields(fields))).toEqual(value);
  });

  it.each([
    [
      { $value: 1, other: 2 },
      { $value: 1, other: 2 },
    ],
    [{ $text: 'no JSON' }, { $text: 'no JSON' }],
    [{ $text: 7 }, { $text: 7 }],
    [
      { $text: '1', other: 2 },
      { $text: '1', other: 2 },
    ],
  ])('that somebody made by hand are an object: %j', (fields, value) => {
    expect(JSON.parse(fromFields(fields))).toEqual(value);
  });

  it('lead back to the value through what Vault does to JSON', () => {
    const reserved = fc.dictionary(fc.constantFrom('$value', '$text', '$deletion', 'a'), fc.jsonValue(), {
      maxKeys: 2,
    });
    const broken = fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'a', '\\', '"', 'ud800'), maxLength: 6 });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), reserved, broken, fc.dictionary(broken, broken)), (value) => {
        const text = JSON.stringify(value);
        const stored: unknown = JSON.parse(goJson(JSON.parse(toFields('key', text))));
        expect(readDeletionMark(stored as object)).toBeUndefined();
        expect(JSON.parse(fromFields(stored as object))).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('keep a field called __proto__', () => {
    const text = '{"__proto__":{"a":1},"b":2}';
    expect(fromFields(JSON.parse(toFields('key', text)) as object)).toBe(text);
  });

  it('of a deletion have its mark', () => {
    const fields = JSON.parse(toDeletionMark('mark')) as object;
    expect(readDeletionMark(fields)).toBe('mark');
    expect(readDeletionMark({ ...fields, other: 1 })).toBeUndefined();
    expect(readDeletionMark({ $deletion: 1 })).toBeUndefined();
    expect(readDeletionMark({})).toBeUndefined();
  });

  it('are not made of what is no JSON, and the text is not in the error', async () => {
    const attempt = (async () => toFields('the-key', hush))();
    const error = await expectFailure(attempt, 'INVALID_INPUT');
    expect(error.message).toContain('the-key');
    expect(error.key).toBe('the-key');
  });
});
