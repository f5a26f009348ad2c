import { expect, test } from 'vitest';
import { z } from 'zod';
import { CliError } from '../src/errors.ts';
import { CountOption, Flag, parseOptions } from '../src/options.ts';

const Schema = z.object({ limit: CountOption.optional(), batchSize: CountOption.optional(), json: Flag });

test('reads options and fills in the defaults', () => {
  expect(parseOptions(Schema, { limit: '15', other: 'x' })).toEqual({ limit: 15, json: false });
});

test.each(['0', '-1', '1.5', 'ten', '', '1e3', '9999999999'])('refuses the count %j, named as it is typed', (text) => {
  expect(() => parseOptions(Schema, { batchSize: text })).toThrow(
    new CliError('USAGE', '--batch-size must be a whole number from 1.'),
  );
});

test('names all options that are wrong', () => {
  expect(() => parseOptions(Schema, { limit: 'x', batchSize: 'y' })).toThrow(/^--limit must.*\n--batch-size must/);
});
