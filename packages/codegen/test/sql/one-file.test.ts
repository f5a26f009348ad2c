import { describe, expect, it } from 'vitest';
import { queriesPart, schemaPart } from '../../src/sql/sqlc/one-file.ts';

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

describe('a file that is the schema and the queries', () => {
  const table = '-- Boats; all of them\nCREATE TABLE boats (id int);';
  const query = '-- Who is "there"\n-- name: GetBoat :one\nSELECT * FROM boats WHERE id = $1';
  const text = `${table}\n\n${query};\n${table}\n${query}\n`;

  it('is the schema without the queries, on the same lines', () => {
    const body = 'SELECT * FROM boats WHERE id = $1';
    expect(schemaPart({ file: 'a.sql', text })).toEqual({ file: 'a.sql', text: text.replaceAll(body, blank(body)) });
  });

  it('is the queries without the schema and what is said of it', () => {
    const blanked = text.replace(table, blank(table)).replace(`\n${table}`, `\n${blank(table)}`);
    expect(queriesPart({ file: 'a.sql', text })).toEqual({ file: 'a.sql', text: blanked });
  });

  it('keeps every place where a blank stands for letters of two units', () => {
    const emoji = "SELECT '🚣🚣', id FROM boats";
    const ships = "CREATE TABLE ships (name text DEFAULT '🚢');";
    const all = `-- name: ListBoats :many\n${emoji};\n${ships}\n-- name: ListShips :many\nSELECT 1;\n${table}\n`;
    const schema = all.replace(emoji, blank(emoji)).replace('SELECT 1', blank('SELECT 1'));
    expect(schemaPart({ file: 'a.sql', text: all }).text).toBe(schema);
    const queries = all.replace(`\n${ships}`, `\n${blank(ships)}`).replace(table, blank(table));
    expect(queriesPart({ file: 'a.sql', text: all }).text).toBe(queries);
  });

  it.each([
    ['a table', table],
    ['a dump', '--\n-- Name: boats; Type: TABLE; Schema: public\n--\nCREATE TABLE boats ();'],
    ['what cannot be read', "CREATE TABLE boats (id int DEFAULT '"],
    ["pgtyped's queries", '/* @name GetBoat */ -- :one\n-- name: what it is called\nSELECT 1;'],
  ])('is all schema where it holds only %s', (_, all) => {
    expect(schemaPart({ file: 'a.sql', text: all }).text).toBe(all);
  });
});
