import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterNames } from '../../src/providers/aws-parameter-store/parameter-name.ts';
import { SecretKeySchema } from '../../src/secret-key.ts';

const names = new ParameterNames('/kongflow');
const nameOf = (key: string) => names.encode(key).name;

const keys = fc
  .oneof(
    fc.string({
      unit: fc.constantFrom('a', 'B', '3', 'f', '_', '/', '.', '-', ':', ' ', 'é', '鍵', '🔑'),
      maxLength: 60,
    }),
    fc.string({ unit: fc.constantFrom('a/', '/', '_', 'x'), maxLength: 200 }),
    fc.string({ unit: fc.constantFrom('鍵', '🔑', '/', 'ab/', '_'), minLength: 100, maxLength: 240 }),
    fc.string({ unit: 'grapheme', maxLength: 500 }),
  )
  .filter((key) => SecretKeySchema.safeParse(key).success);

describe('names of parameters', () => {
  it.each([
    ['oauth.github', '/kongflow/oauth.github'],
    ['environments/42/DB_PASSWORD', '/kongflow/environments/42/DB_PASSWORD'],
    ['endpoint:source', '/kongflow/endpoint__3asource'],
    ['a__b', '/kongflow/a__5f_b'],
    ['a_:', '/kongflow/a__5f__3a'],
    ['_', '/kongflow/_'],
    ['__', '/kongflow/__5f_'],
    ['/a', '/kongflow/__/a'],
    ['a/', '/kongflow/a/__'],
    ['a//b', '/kongflow/a/__/b'],
    ['Grüße', '/kongflow/Gr__c3__bc__c3__9fe'],
    ['🔑', '/kongflow/__f0__9f__94__91'],
    ['aws', '/kongflow/aws'],
  ])('of the key %j is %s, and back', (key, name) => {
    expect(names.encode(key)).toEqual({ name, isDigest: false });
    expect(names.decode(name, undefined)).toBe(key);
  });

  it('are what AWS allows, for every valid key', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const name = nameOf(key);
        expect(name).toMatch(/^(?:\/[A-Za-z0-9_.-]+){2,15}$/);
        expect(name.length).toBeLessThanOrEqual(900);
      }),
    );
  });

  it('give the key back, for every valid key', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const { name, isDigest } = names.encode(key);
        expect(names.decode(name, isDigest ? key : undefined)).toBe(key);
      }),
      { numRuns: 1000 },
    );
  });

  it('differ for different keys', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        expect(nameOf(a) === nameOf(b)).toBe(a === b);
      }),
    );
  });

  it('of others are not taken for those of secrets, or are their own', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', '5', 'f', '_', '__', '/', '.', '2f'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(name, (rest) => {
        const key = names.decode(`/kongflow/${rest}`, undefined);
        expect([null, undefined, `/kongflow/${rest}`]).toContain(typeof key === 'string' ? nameOf(key) : key);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['/kongflow/a__b', '/kongflow/a___5f', '/kongflow/a__5fb', '/kongflow/__ff', '/other/a', '/kongflow2/a'])(
    'that no key has are no secrets: %s',
    (name) => {
      expect(names.decode(name, undefined)).toBeNull();
    },
  );

  it('put what is deeper than AWS allows in the last level', () => {
    const key = Array.from({ length: 20 }, (_, n) => `l${n}`).join('/');
    const name = nameOf(key);
    expect(name.split('/')).toHaveLength(16);
    expect(name.endsWith('/l12/l13__2fl14__2fl15__2fl16__2fl17__2fl18__2fl19')).toBe(true);
    expect(names.decode(name, undefined)).toBe(key);
  });

  it('that would be too long keep the levels that fit and end with a digest', () => {
    const key = `environments/42/${'鍵'.repeat(400)}`;
    const { name, isDigest } = names.encode(key);
    expect(isDigest).toBe(true);
    expect(name).toMatch(/^\/kongflow\/environments\/42\/__\.[0-9a-f]{64}$/);
    expect(names.decode(name, key)).toBe(key);
    expect(nameOf(`${key}!`)).not.toBe(name);
  });

  it('leave room for the digest', () => {
    const level = '鍵'.repeat(70);
    expect(nameOf(`${level}/short`)).toMatch(/^\/kongflow\/(?:__[0-9a-f]{2}){210}\/short$/);
    expect(nameOf(`${level}/${'x'.repeat(60)}`)).toMatch(/^\/kongflow\/__\.[0-9a-f]{64}$/);
    expect(names.pathOf(`${level}/`)).toBe('/kongflow');
  });

  it('with a digest do not give a key away that is not theirs', () => {
    const { name } = names.encode('鍵'.repeat(400));
    expect(names.decode(name, undefined)).toBeUndefined();
    expect(names.decode(name, 'someone edited this')).toBeUndefined();
    expect(names.decode(name, '鍵'.repeat(399))).toBeUndefined();
  });

  it('count the levels and the length of the path', () => {
    const deep = new ParameterNames(`/${Array.from({ length: 10 }, () => 'x'.repeat(28)).join('/')}`);
    const { name } = deep.encode('a/b/c/d/e/f/g');
    expect(name.split('/').length - 1).toBe(15);
    expect(name.endsWith('/a/b/c/d/e__2ff__2fg')).toBe(true);
    expect(deep.encode('鍵'.repeat(60)).isDigest).toBe(true);
    expect(names.encode('鍵'.repeat(60)).isDigest).toBe(false);
  });
});

describe('the hierarchy that is listed for a prefix', () => {
  it.each([
    ['', '/kongflow'],
    ['env', '/kongflow'],
    ['environments/42/', '/kongflow/environments/42'],
    ['environments/42/DB', '/kongflow/environments/42'],
    ['a//', '/kongflow/a/__'],
    ['x:y/z', '/kongflow/x__3ay'],
  ])('of %j is %s', (prefix, path) => {
    expect(names.pathOf(prefix)).toBe(path);
  });

  it('has every key that starts with the prefix', () => {
    fc.assert(
      fc.property(keys, fc.nat(500), (key, length) => {
        const prefix = key.slice(0, length);
        if (!prefix.isWellFormed()) return;
        expect(nameOf(key).startsWith(`${names.pathOf(prefix)}/`)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
