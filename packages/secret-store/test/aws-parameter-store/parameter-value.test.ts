import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromParameterValue, toParameterValue } from '../../src/providers/aws-parameter-store/parameter-value.ts';

describe('values of parameters', () => {
  it('are the JSON text as it is', () => {
    const text = '{"clientId":"a","nested":{"b":{"c":[1,2]}}}';
    expect(toParameterValue(text)).toBe(text);
    expect(fromParameterValue(text)).toBe(text);
  });

  it('never have the double brackets that AWS refuses, and come back as they were', () => {
    const text = JSON.stringify({
      template: 'Hi {{name}}, {{{{ssm:x}}}}',
      backslash: '\\{{',
      literal: String.raw`{\u007b`,
    });
    const value = toParameterValue(text);
    expect(value).not.toContain('{{');
    expect(JSON.parse(value)).toEqual(JSON.parse(text));
    expect(fromParameterValue(value)).toBe(text);
  });

  it('come back as they were for any JSON', () => {
    const strings = fc.string({ unit: fc.constantFrom('{', '}', '\\', 'u007b', '"', 'a', '\n') });
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.dictionary(strings, strings), (value, brackets) => {
        const text = JSON.stringify([value, brackets]);
        expect(toParameterValue(text)).not.toContain('{{');
        expect(fromParameterValue(toParameterValue(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['hunter2', '"hunter2"'],
    ['say "hi"\n', String.raw`"say \"hi\"\n"`],
    ['{not json', '"{not json"'],
    ['a,b,c', '"a,b,c"'],
    [String.raw`{\u007b`, JSON.stringify(String.raw`{\u007b`)],
  ])('that are no JSON are strings: %j', (value, text) => {
    expect(fromParameterValue(value)).toBe(text);
  });

  it.each(['42', 'true', '"quoted"', ' {"a": 1}\n'])('that are JSON are that JSON: %j', (value) => {
    expect(fromParameterValue(value)).toBe(value);
  });
});
