import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  SchemaError,
  validColumn,
  validElements,
  validElementsOrNull,
  validParameter,
  type StandardIssue,
  type StandardSchema,
} from '../src/index.ts';

type Validate<O> = StandardSchema<unknown, O>['~standard']['validate'];

function schemaOf<O>(validate: Validate<O>): StandardSchema<unknown, O> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

const doubled = schemaOf((value) =>
  typeof value === 'number' ? { value: value * 2 } : { issues: [{ message: 'no number' }] },
);

/** A schema that always finds this. */
function refusing(...issues: StandardIssue[]): StandardSchema {
  return schemaOf(() => ({ issues }));
}

function errorOf(ask: () => unknown): SchemaError {
  try {
    ask();
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a schema', () => {
  it('makes the value', () => {
    expect(validParameter(doubled, 2, 'a.b')).toBe(4);
    expect(validColumn(doubled, 2, 'a.b')).toBe(4);
    expect(validElements(doubled, [1, 2], 'a.b')).toEqual([2, 4]);
    expect(validElementsOrNull(doubled, [1, null], 'a.b')).toEqual([2, null]);
  });

  it('refuses one, and says which', () => {
    expect(errorOf(() => validParameter(doubled, 'x', 'a.b'))).toMatchObject({
      name: 'SchemaError',
      code: 'INVALID_PARAMETER',
      column: 'a.b',
      index: undefined,
      issues: [{ path: '', message: 'no number' }],
      message: 'A parameter does not fit the schema of a.b: no number',
    });
    expect(errorOf(() => validColumn(doubled, null, 'a.b'))).toMatchObject({
      code: 'INVALID_COLUMN',
      message: 'A stored value does not fit the schema of a.b: no number',
    });
    expect(errorOf(() => validParameter(doubled, 'x', 'a.b', 7))).toMatchObject({
      index: 7,
      message: 'A parameter does not fit the schema of a.b, item 7: no number',
    });
    expect(errorOf(() => validElements(doubled, [1, null], 'a.b')).index).toBe(1);
    expect(errorOf(() => validElementsOrNull(doubled, [null, 1, 'x'], 'a.b')).index).toBe(2);
  });

  it('is not asked for a promise', async () => {
    const rejected: unknown[] = [];
    const listen = (reason: unknown): void => {
      rejected.push(reason);
    };
    process.on('unhandledRejection', listen);
    const error = errorOf(() =>
      validParameter(
        schemaOf(async () => Promise.reject(new Error('late'))),
        1,
        'a.b',
      ),
    );
    expect(error).toMatchObject({ code: 'ASYNC_SCHEMA', issues: [] });
    expect(error.message).toMatch(/^The schema of a\.b answers with a promise/);
    // An unhandled rejection is reported once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(rejected).toEqual([]);
  });

  it('that throws is not hidden', () => {
    const broken = schemaOf(() => {
      throw new TypeError('broken');
    });
    expect(() => validParameter(broken, 1, 'a.b')).toThrow(new TypeError('broken'));
  });
});

describe('issues', () => {
  it('have their paths as they would be written', () => {
    const path = ['items', 0, { key: 'price' }, Symbol('s')];
    const { issues } = errorOf(() => validParameter(refusing({ message: 'bad', path }), {}, 'a.b'));
    expect(issues).toEqual([{ path: 'items[0].price.Symbol(s)', message: 'bad' }]);
  });

  it('have paths that are arrays of their own kind', () => {
    class Path extends Array<string> {
      constructor(...keys: string[]) {
        super();
        this.push(...keys);
      }
    }
    for (const path of [new Path(), new Path('items', 'price')]) {
      const { issues } = errorOf(() => validParameter(refusing({ message: 'bad', path }), {}, 'a.b'));
      expect(issues).toEqual([{ path: path.join('.'), message: 'bad' }]);
    }
  });

  it('are all there, and five of them in the message', () => {
    const all = Array.from({ length: 7 }, (_, index) => ({ message: `m${index}`, path: ['p', index] }));
    const error = errorOf(() => validParameter(refusing(...all), {}, 'a.b'));
    expect(error.issues).toHaveLength(7);
    expect(error.message).toBe(
      'A parameter does not fit the schema of a.b: p[0]: m0; p[1]: m1; p[2]: m2; p[3]: m3; p[4]: m4; and 2 more',
    );
  });

  it.each([
    ['a text', 'hunter2', 'must be a number, not "hunter2"', true],
    ['a text with what JSON escapes', 'say "hi"\n', String.raw`must be a number, not "say \"hi\"\n"`, true],
    ['a number', 4711, 'got 4711', true],
    ['a boolean', true, 'not true', true],
    ['a bigint', 12n, 'not 12', true],
    ['what is inside', { deep: [{ secret: 'hunter2' }] }, 'was {"deep":[{"secret":"hunter2"}]}', true],
    ['part of a word', 'num', 'Expected a number', false],
    ['part of a number', 1, 'expected >=10', false],
    ['nothing', undefined, 'Expected undefined', false],
    ['an empty text', '', 'Expected ""', false],
  ])('that quote %s do not keep it', (_, value, message, hidden) => {
    const { issues } = errorOf(() => validParameter(refusing({ message, path: ['x'] }), { x: value }, 'a.b'));
    expect(issues).toEqual([{ path: 'x', message: hidden ? 'is not as it should be' : message }]);
  });

  it.each([
    [
      'a text elsewhere',
      { password: 'correct horse', again: 'x' },
      ['again'],
      'is not "correct horse", as the other',
      true,
    ],
    ['a word elsewhere', { kind: 'order', again: 'x' }, ['again'], 'expected "order" or "refund"', false],
    ['what a text was read as', '{"pin":"4711"}', ['pin'], 'must be longer (was "4711")', true],
    ['an entry of a map', new Map([['pin', '4711']]), ['pin'], 'must be longer than "4711"', true],
    ['a key of a map', new Map([['4711', 1]]), [], 'must have no 4711', true],
    ['an element of a set', new Set(['4711']), [], 'must have no 4711', true],
    ['a time', new Date(0), [], 'must be later than 1970-01-01T00:00:00.000Z', true],
    ['a time in words', new Date(0), [], `must be later than ${String(new Date(0))}`, true],
    ['no time', new Date(Number.NaN), [], 'must be a valid time', false],
    ['nothing, below what is missing', { a: null }, ['a', 'b'], 'Required', false],
  ])('that quote %s do not keep it', (_, value, path, message, hidden) => {
    const [issue] = errorOf(() => validParameter(refusing({ message, path }), value, 'a.b')).issues;
    expect(issue?.message).toBe(hidden ? 'is not as it should be' : message);
  });

  it.each([
    ['hunter2', 'Invalid type: Expected number but received "hunter2"', 'Invalid type: Expected number'],
    ['hunter2', 'Invalid date: Received "hunter2"', 'Invalid date'],
    ['a\n"b', 'must be a number (was "a\\n\\"b")', 'must be a number'],
    [12n, 'must be a number (was 12n)', 'must be a number'],
    [new Date(0), 'must be a number (was 1970)', 'must be a number'],
    ['hunter2', 'not hunter2 but received "hunter2"', 'is not as it should be'],
    ['x', 'must be received (not was )', 'must be received (not was )'],
  ])('are told without what %s was', (value, message, told) => {
    const [issue] = errorOf(() => validParameter(refusing({ message, path: [] }), value, 'a.b')).issues;
    expect(issue?.message).toBe(told);
  });

  it('of a hundred kinds are told apart, and more are hidden', () => {
    const all = Array.from({ length: 300 }, (_, index) => ({ message: `m${index % 150}`, path: [index] }));
    const { issues } = errorOf(() => validParameter(refusing(...all), [], 'a.b'));
    expect(issues.filter(({ message }) => message === 'm99')).toHaveLength(2);
    expect(issues.filter(({ message }) => message === 'is not as it should be')).toHaveLength(100);
  });

  it('never hold what the value holds', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9 ]*secret[a-z0-9]+$/);
    const shape = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        secret,
        fc.array(tie('value')),
        fc.record({ a: tie('value') }, { noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(shape, fc.boolean(), (value, whole) => {
        const texts = [value].flat(Infinity).filter((each) => typeof each === 'string');
        const message = whole ? `received ${JSON.stringify(value)}` : `received "${texts.join()}"`;
        const error = errorOf(() => validParameter(refusing({ message }), value, 'a.b'));
        expect(`${error.message}${JSON.stringify(error)}${error.stack}`).not.toContain('secret');
      }),
    );
  });

  it('of a value without an end are hidden', () => {
    const round: Record<string, unknown> = {};
    round['self'] = round;
    const { issues } = errorOf(() => validParameter(refusing({ message: 'bad' }), round, 'a.b'));
    expect(issues).toEqual([{ path: '', message: 'is not as it should be' }]);
  });
});
