import { blank } from '../sql/blank.ts';

/** The line that begins a migration's part of its own, by the tool that reads it. */
const UP = [
  /^\s*--\s*\+(?:goose|migrate)\s+up\b/i, // goose, sql-migrate
  /^\s*--\s*migrate:up\b/i, // dbmate
  /^\s*--[\s-]*up\s+migration\b/i, // node-pg-migrate
];

/** And the one that begins the way back. */
const DOWN = [
  /^\s*--\s*\+(?:goose|migrate)\s+down\b/i,
  /^\s*--\s*migrate:down\b/i,
  /^\s*--[\s-]*down\s+migration\b/i,
  /^\s*-{2,}\s*create above\s*\/\s*drop below\s*-{2,}/i, // tern
];

/** psql's own commands, which pg_dump writes too; to the server they are syntax errors. */
const PSQL_COMMAND = /^\\[a-z]/;

/** The rows behind COPY, which pg_dump writes unless it is told not to: they are no SQL, and no part of the schema. */
const ROWS = /^(COPY\s[^;\n]+\sFROM\s+stdin\b[^;\n]*;)[^\n]*\n(?:[^\n]*\n)*?\\\.[^\n]*$/gim;

/**
 * What a migration file does on the way up. The rest becomes blanks: a position that PostgreSQL reports is one in the
 * file.
 */
export function upPart(text: string): string {
  let up = true;
  return text
    .replaceAll(ROWS, blank)
    .split('\n')
    .map((line) => {
      if (DOWN.some((marker) => marker.test(line))) up = false;
      else if (UP.some((marker) => marker.test(line))) up = true;
      return up && !PSQL_COMMAND.test(line) ? line : blank(line);
    })
    .join('\n');
}
