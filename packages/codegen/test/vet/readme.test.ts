import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { VetOptionsSchema } from '../../src/vet/options.ts';
import { RULE_NAMES } from '../../src/vet/rule-names.ts';
import { RULES } from '../../src/vet/rules.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/codegen/reference/vet.md'), 'utf8');

describe('reference/vet.md', () => {
  it('has every rule, with what it finds and its severity', () => {
    const [, table = ''] = /\| rule \| finds \| severity \|\n[^\n]*\n([^]*?)\n\n/.exec(page) ?? [];
    expect(table.split('\n')).toEqual(RULES.map(({ name, doc, severity }) => `| \`${name}\` | ${doc} | ${severity} |`));
  });

  it('has every key of the config', () => {
    const [, table = ''] = /\| key of `vet`([^]*?)\n\n/.exec(page) ?? [];
    expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)).toEqual(Object.keys(VetOptionsSchema.shape));
  });
});

it('every name has a rule', () => {
  expect(RULES.map(({ name }) => name)).toEqual(RULE_NAMES);
});
