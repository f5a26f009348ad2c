import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CARDINALITIES } from '../src/sql/source-query.ts';
import { CodegenOptionsSchema } from '../src/config/schema.ts';
import { HELP } from '../src/cli/commands.ts';

const readme = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');
const reference = path.join(import.meta.dirname, '../../../docs/codegen/reference');
const commands = readFileSync(path.join(reference, 'commands.md'), 'utf8');
const configuration = readFileSync(path.join(reference, 'configuration.md'), 'utf8');
const errors = readFileSync(path.join(import.meta.dirname, '../src/errors.ts'), 'utf8');

function rows(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, cell = '']) => cell);
}

describe('README and reference', () => {
  it('has every error code, and no other', () => {
    const [, union = ''] = /CodegenErrorCode = ([^;]*);/.exec(errors) ?? [];
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(rows(readme, /^\| `([A-Z_]+)` \|/gm)).toEqual(codes);
  });

  it('has every cardinality and every option', () => {
    expect(rows(readme, /^\| `-- :(\w+)` \|/gm)).toEqual([...CARDINALITIES]);
    const [, table = ''] = /\| key of `codegen`([^]*?)\n\n/.exec(configuration) ?? [];
    expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)).toEqual(
      Object.keys(CodegenOptionsSchema.shape),
    );
  });

  it('says of the exit status what --help says', () => {
    expect(rows(commands, /^\| ([0-9]) \|/gm)).toEqual(
      [...HELP.matchAll(/^ {2}([0-9]) {2}/gm)].map(([, status]) => status),
    );
  });
});
