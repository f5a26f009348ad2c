import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPathName, isKey, toSecretPath } from '../../src/providers/vault/secret-path.ts';

describe('the path of a key', () => {
  it.each([
    'OPENAI_API_KEY',
    'oauth.github',
    'environments/42/DB_URL',
    'user:ada@example.com',
    "with space, comma; 'quotes' & more!",
    'schlüssel/ключ/κλειδί',
    '密钥/키/カギ',
  ])('is the key itself when it is an ordinary one: %s', (key) => {
    expect(toSecretPath(key)).toBe(key);
  });

  it.each([
    ['a//b', 'a/~/b'],
    ['/a', '~/a'],
    ['a/', 'a/~'],
    ['//', '~/~/~'],
    ['.', '~2E'],
    ['a/./b', 'a/~2E/b'],
    ['..', '.~2E'],
    ['../../etc', '.~2E/.~2E/etc'],
    ['a...b', 'a.~2E~2Eb'],
    ['.hidden', '.hidden'],
    ['~', '~7E'],
    ['~2E', '~7E2E'],
    ['100%', '100~25'],
    ['%2F', '~252F'],
    [String.raw`a\b`, 'a~5Cb'],
    ['a?b#c', 'a~3Fb~23c'],
    [' a  b ', '~20a  b~20'],
    [' / ', '~20/~20'],
    ['🔐', '~F0~9F~94~90'],
    ['\u00a0', '~C2~A0'],
    ['\u200b', '~E2~80~8B'],
    ['\u00ad', '~C2~AD'],
    ['\u3000', '~E3~80~80'],
    ['\ufffd', '~EF~BF~BD'],
  ])('escapes what Vault, a proxy or its tools would change: %j', (key, path) => {
    expect(toSecretPath(key)).toBe(path);
    expect(decode(path)).toBe(key);
  });

  it.each(['a~', '~2e', '~41', '~ZZ', '~C3', '~FF', 'a%', 'a..b', ' a', '🔐', '~2F', '~2E~2E', '.', ''])(
    'is not what somebody else called a secret: %j is of no key',
    (name) => {
      expect(fromPathName(name)).toBeNull();
    },
  );

  it('leads back to the key, whatever it is', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(decode(toSecretPath(key))).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it('has nothing that a router cleans, Vault refuses or a URL changes', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const path = toSecretPath(key);
        for (const name of path.split('/')) {
          expect(['', '.', '..']).not.toContain(name);
          expect(name.trim()).toBe(name);
        }
        expect(path).not.toMatch(/\.\.|[^\p{L}\p{M}\p{N}\p{P}\p{S} /]/u);
        const url = `http://vault/v1/${path.split('/').map(encodeURIComponent).join('/')}`;
        expect(new URL(url).href).toBe(url);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps folders: the path of a key starts with those of its folders', () => {
    fc.assert(
      fc.property(keys, keys, (folder, name) => {
        expect(toSecretPath(`${folder}/${name}`)).toBe(`${toSecretPath(folder)}/${toSecretPath(name)}`);
      }),
    );
  });
});

describe('a text', () => {
  it.each([
    ['a', true],
    ['a'.repeat(500), true],
    ['a'.repeat(501), false],
    ['', false],
    ['a\n', false],
  ])('%j is a key: %s', (text, expected) => {
    expect(isKey(text)).toBe(expected);
  });
});

const keys = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('/', '.', '~', '%', ' ', '2', 'E', 'a', 'é', '\u00a0', '🔐'), maxLength: 12 }),
);

function decode(path: string): string {
  return path.split('/').map(fromPathName).join('/');
}
