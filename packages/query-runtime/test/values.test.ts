import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { boxesText, each, int8Value, nestedEach, recordText } from '../src/encoders.ts';
import { parameterValue } from '../src/encode-value.ts';
import { array, boxes, bytea, circle, nestedArray, number, point, record, text, timestamptz } from '../src/index.ts';
import { instantText } from '../src/instant.ts';
import { parseArray, parseRecord, writeArray, writeRecord, type Elements } from '../src/literals.ts';
import { rowTypes } from '../src/row-types.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const anyText = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\\', '{', '}', '(', ')', ';', ' ', '\n', 'é', '😀'),
});
const cell = fc.option(fc.oneof(anyText, fc.constantFrom('NULL', 'null')));

describe('literals', () => {
  it('rows are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (fields) => {
        expect(parseRecord(writeRecord(fields))).toEqual(fields);
      }),
    );
  });

  it.each([
    ['(1,"a ""b""",,"")', ['1', 'a "b"', null, '']],
    [String.raw`("back\\slash","two ""quotes")`, [String.raw`back\slash`, 'two "quotes']],
    ['(a"b c"d,)', ['ab cd', null]],
    ['()', [null]],
    ['("(1,2)","{1,2}")', ['(1,2)', '{1,2}']],
  ])('%s', (literal, fields) => {
    expect(parseRecord(literal)).toEqual(fields);
  });

  it('arrays of any depth are read as they were written', () => {
    const nested = fc.letrec<{ elements: Elements }>((tie) => ({
      elements: fc.array(fc.oneof({ maxDepth: 3 }, cell, tie('elements')), { minLength: 1, maxLength: 4 }),
    })).elements;
    fc.assert(
      fc.property(nested, fc.constantFrom(',', ';'), (elements, delimiter) => {
        const literal = writeArray(elements, (element) => (typeof element === 'string' ? element : null), delimiter);
        expect(parseArray(literal, delimiter)).toEqual(elements);
      }),
    );
  });

  it.each([
    [
      '[0:1][3:4]={{a,b},{c,NULL}}',
      [
        ['a', 'b'],
        ['c', null],
      ],
    ],
    ['{{},{}}', [[], []]],
  ])('%s', (literal, elements) => {
    expect(parseArray(literal)).toEqual(elements);
  });
});

describe('dimensions', () => {
  it('are those that were declared', () => {
    expect(nestedArray('{{1,NULL},{3,4}}', number, 2)).toEqual([
      [1, null],
      [3, 4],
    ]);
    expect(nestedArray('{}', number, 2)).toEqual([]);
    expect(() => nestedArray('{1}', number, 2)).toThrow(expect.objectContaining({ code: 'ARRAY_DIMENSIONS' }));
    expect(() => nestedArray('{{{1}}}', number, 2)).toThrow(expect.objectContaining({ code: 'ARRAY_DIMENSIONS' }));
    expect(() => array('{{1}}', number)).toThrow(expect.objectContaining({ code: 'ARRAY_DIMENSIONS' }));
  });

  it('are kept on the way in', () => {
    expect(
      nestedEach(
        [
          [1, null],
          [2, 3],
        ],
        (value: number) => value * 2,
        2,
      ),
    ).toEqual([
      [2, null],
      [4, 6],
    ]);
  });
});

describe('instants', () => {
  it.each(['UTC', 'America/New_York', 'Pacific/Apia'])('are written and read in any zone: %s', (name) => {
    process.env['TZ'] = name;
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const written = instantText(date);
          expect(written).toBe(date.toISOString());
          expect(timestamptz(written.replace('T', ' ').replace('Z', '+00'))).toEqual(date);
        },
      ),
    );
  });

  it.each([
    ['2024-03-10 02:30:00.123456-05', '2024-03-10T07:30:00.123Z'],
    ['2024-03-10 02:30:00+05:45', '2024-03-09T20:45:00.000Z'],
    ['1850-01-01 00:00:00-04:56:02', '1850-01-01T04:56:02.000Z'],
    ['0044-03-15 12:00:00.5+00 BC', '-000043-03-15T12:00:00.500Z'],
    ['0001-12-31 00:00:00+00 BC', '0000-12-31T00:00:00.000Z'],
    ['12345-01-01 00:00:00+00', '+012345-01-01T00:00:00.000Z'],
    ['0099-01-01 00:00:00+00', '0099-01-01T00:00:00.000Z'],
  ])('%s', (stored, iso) => {
    expect(timestamptz(stored).toISOString()).toBe(iso);
  });

  it.each(['infinity', '-infinity', '294276-12-31 23:59:59+00', 'Sun 10 Mar 02:30:00 2024 EST'])(
    '%s is no Date',
    (stored) => {
      expect(() => timestamptz(stored)).toThrow(expect.objectContaining({ code: 'NOT_A_DATE' }));
    },
  );

  it('an invalid Date is no parameter', () => {
    expect(() => parameterValue([new Date(Number.NaN)])).toThrow(expect.objectContaining({ code: 'INVALID_DATE' }));
    expect(parameterValue([[new Date(0)], -0, 'a'])).toBe('{{"1970-01-01T00:00:00.000Z"},-0,"a"}');
  });

  it('years that ISO writes with a sign, PostgreSQL does not', () => {
    expect(instantText(new Date('-000043-03-15T12:00:00Z'))).toBe('0044-03-15T12:00:00.000Z BC');
    expect(instantText(new Date('+012345-01-01T00:00:00Z'))).toBe('12345-01-01T00:00:00.000Z');
  });
});

describe('values', () => {
  it('an int8 is the number that was meant', () => {
    expect([int8Value(1), int8Value(2n ** 60n), int8Value('9007199254740993')]).toEqual([
      1,
      2n ** 60n,
      '9007199254740993',
    ]);
    expect(() => int8Value(2 ** 53)).toThrow(expect.objectContaining({ code: 'UNSAFE_INTEGER' }));
    expect(() => each([null, -(2 ** 60)], int8Value)).toThrow(expect.objectContaining({ code: 'UNSAFE_INTEGER' }));
  });

  it('bytes come in two formats', () => {
    expect(bytea(String.raw`\x00ff`)).toEqual(Buffer.from([0, 255]));
    expect(bytea(String.raw`a\\b\000\377`)).toEqual(Buffer.from([97, 92, 98, 0, 255]));
    expect(bytea(Buffer.from([1]))).toEqual(Buffer.from([1]));
  });

  it('points and circles, as text and as pg reads them', () => {
    expect(point('(-0,1e+300)')).toEqual({ x: -0, y: 1e300 });
    expect(point({ x: 1, y: 2 })).toEqual({ x: 1, y: 2 });
    expect(circle('<(1,2),3>')).toEqual({ x: 1, y: 2, radius: 3 });
  });

  it('whatever stands in a row', () => {
    const row = recordText([
      null,
      undefined,
      -0,
      true,
      5n,
      new Date(0),
      Uint8Array.of(1, 255),
      ['a', null, [1]],
      'x"y',
    ]);
    expect(record(row)).toEqual([
      null,
      null,
      '-0',
      'true',
      '5',
      '1970-01-01T00:00:00.000Z',
      String.raw`\x01ff`,
      '{a,NULL,{1}}',
      'x"y',
    ]);
  });

  it('boxes are the only elements with semicolons between', () => {
    expect(boxesText(['(1,2),(3,4)', null])).toBe('{(1,2),(3,4);NULL}'.replace('(1,2),(3,4)', '"(1,2),(3,4)"'));
    expect(boxes('{(3,4),(1,2);NULL}')).toEqual(['(3,4),(1,2)', null]);
    expect(array('{"(3,4)"}', text)).toEqual(['(3,4)']);
  });

  it('what has a parser is read, the rest is text', () => {
    expect(rowTypes.getTypeParser(23)('7')).toBe(7);
    expect(rowTypes.getTypeParser(1082)('2024-01-01')).toBe('2024-01-01');
    expect(rowTypes.getTypeParser(1231)('{1.10}')).toBe('{1.10}');
  });
});
