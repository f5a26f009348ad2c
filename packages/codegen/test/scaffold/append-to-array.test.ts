import { describe, expect, it } from 'vitest';
import { addFloor } from '../../src/scaffold/add-floor.ts';
import { appendToArray } from '../../src/scaffold/append-to-array.ts';
import { nextMigration } from '../../src/scaffold/sql-files.ts';

describe('appendToArray', () => {
  it.each([
    ['{\n  "a": []\n}', '{\n  "a": [\n    1\n  ]\n}'],
    ['{\n  "a": [\n    0\n  ],\n  "b": [2]\n}', '{\n  "a": [\n    0,\n    1\n  ],\n  "b": [2]\n}'],
    ['{\n  "a": [\n    0, // zero ]\n  ]\n}', '{\n  "a": [\n    0, // zero ]\n    1\n  ]\n}'],
    ['{\n  "a": [\n    0 // zero ]\n  ]\n}', '{\n  "a": [\n    0, // zero ]\n    1\n  ]\n}'],
    ['{\n  /* "a": [ */\n  "a": ["]", [0]]\n}', '{\n  /* "a": [ */\n  "a": ["]", [0],\n    1\n  ]\n}'],
  ])('%j', (before, after) => {
    expect(appendToArray(before, 'a', 1)).toBe(after);
  });

  it('is nothing without the array', () => {
    expect(appendToArray('{ "b": [] }', 'a', 1)).toBeUndefined();
    expect(appendToArray('{ "a": [', 'a', 1)).toBeUndefined();
  });
});

describe('addFloor', () => {
  it('puts the service behind the last one of its floor', () => {
    expect(addFloor("  a: 2,\n  'b-c': 3,\n  d: 4,\n", 'e-f')).toBe("  a: 2,\n  'b-c': 3,\n  'e-f': 3,\n  d: 4,\n");
    expect(addFloor('nothing', 'e')).toBeUndefined();
  });
});

describe('nextMigration', () => {
  const now = new Date('2026-03-04T05:06:07.089Z');
  it.each([
    [[], '0001'],
    [['0009_a.sql', '0007_b.sql', 'README.md'], '0010'],
    [['99_a.sql'], '100'],
    [['1700000000000_a.js'], String(now.getTime())],
    [['20240101000000_a.sql'], '20260304050607'],
    [['20240101000000000_a.sql'], '20260304050607089'],
  ])('%j: %s', (names, next) => {
    expect(nextMigration(names, now)).toBe(next);
  });
});
