import { describe, expect, it } from 'vitest';
import { upPart } from '../../src/schema/up-part.ts';

describe('upPart', () => {
  it.each([
    ['goose', '-- +goose Up', '-- +goose Down'],
    ['sql-migrate', '-- +migrate Up', '-- +migrate Down'],
    ['dbmate', '-- migrate:up transaction:false', '-- migrate:down'],
    ['node-pg-migrate', '-- Up Migration', '-- Down Migration'],
    ['tern', '-- what it is', '---- create above / drop below ----'],
  ])('%s: what comes before the way back', (_, up, down) => {
    const text = `${up}\nCREATE TABLE a ();\n${down}\nDROP TABLE a;\n`;
    const part = upPart(text);
    expect(part.trimEnd()).toBe(`${up}\nCREATE TABLE a ();`);
    expect(part).toHaveLength(text.length);
  });

  it('finds the way up behind the way down, on its line', () => {
    expect(upPart('-- +goose Down\nDROP TABLE a;\n-- +goose Up\nCREATE TABLE a ();').split('\n')).toEqual([
      ' '.repeat(14),
      ' '.repeat(13),
      '-- +goose Up',
      'CREATE TABLE a ();',
    ]);
  });

  it("leaves psql's commands out, and everything else in", () => {
    expect(upPart('\\restrict abc\r\nCREATE TABLE "\\d" ();\r\n').trimStart()).toBe('CREATE TABLE "\\d" ();\r\n');
    const plain = "-- upper\nSELECT '-- down';\n";
    expect(upPart(plain)).toBe(plain);
  });

  it('leaves out the rows that a dump brings, and no others', () => {
    const before = 'CREATE TABLE a ();\n';
    const rows = 'COPY public.a (id, name) FROM stdin;\n1\tCREATE\n\\N\t\'"\n\\.\n';
    const after = "COPY public.a TO stdout;\nSELECT 'COPY a FROM stdin;\n';\nCOPY a FROM stdin;\n";
    expect(upPart(before + rows + after)).toBe(before + rows.replaceAll(/[^\n]/g, ' ') + after);
  });
});
