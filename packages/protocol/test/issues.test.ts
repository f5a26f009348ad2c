import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { formatIssues, formatPath, listIssues } from '../src/index.ts';

function issuesOf(schema: z.ZodType, value: unknown) {
  const { error } = schema.safeParse(value);
  return error ? listIssues(error) : [];
}

describe('formatIssues', () => {
  it('writes code, path and message, joined by a bar', () => {
    const schema = z.object({ event: z.object({ name: z.string(), n: z.number() }) });
    const { error } = schema.safeParse({ event: { n: 'x' } });
    expect(error && formatIssues(error)).toBe(
      'Code: invalid_type ~ Path: event.name ~ Message: Required | ' +
        'Code: invalid_type ~ Path: event.n ~ Message: Invalid input: expected number, received string',
    );
  });
});

describe('listIssues', () => {
  const union = z.object({ v: z.union([z.object({ a: z.string() }), z.array(z.number())], { error: 'neither' }) });

  it('reports the alternative of a union that came furthest', () => {
    expect(issuesOf(union, { v: [1, 'x'] })).toMatchObject([{ path: ['v', 1] }]);
    expect(issuesOf(union, { v: { a: 1 } })).toMatchObject([{ path: ['v', 'a'] }]);
  });

  it('reports the union where no alternative came further', () => {
    expect(issuesOf(union, { v: 1 })).toEqual([{ code: 'invalid_union', path: ['v'], message: 'neither' }]);
  });

  it('finds its way through unions in unions', () => {
    const deep = z.union([z.string(), z.object({ b: union })]);
    expect(issuesOf(deep, { b: { v: ['x'] } })).toMatchObject([{ path: ['b', 'v', 0] }]);
  });

  it('reports an unknown discriminator', () => {
    const schema = z.discriminatedUnion('type', [z.object({ type: z.literal('a') })]);
    expect(issuesOf(schema, { type: 'b' })).toMatchObject([{ path: ['type'], code: 'invalid_union' }]);
  });
});

describe('formatPath', () => {
  it('joins by dots', () => {
    expect(formatPath(['jobs', 0, 'name'])).toBe('jobs.0.name');
    expect(formatPath([])).toBe('');
  });

  it('can be stored whatever the names', () => {
    expect(formatPath(['a\0', 'b\ud800'])).toBe('a\\u0000.b\ufffd');
  });
});
