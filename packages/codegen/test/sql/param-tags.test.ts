import { parseSQLFile } from '@pgtyped/parser';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readParamTags } from '../../src/sql/param-tags.ts';

const blank = fc.constantFrom('', ' ', '\n  ');
const field = fc.constantFrom('name', 'age!', '_x1', 'Ab !', 'age?', 'é', '', 'a.b');
const fields = fc
  .array(
    fc.tuple(blank, field, blank).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join(','));
const transform = fc.oneof(
  fc.constantFrom('(...)', '( ... )', '(..)', '...', '()'),
  fields.map((text) => `(${text})`),
  fields.map((text) => `((${text})...)`),
  fc.tuple(fields, blank).map(([text, between]) => `(${between}(${text})${between}...${between})`),
);
const tag = fc
  .tuple(fc.constantFrom('ids', 'user_1', '1st'), blank, fc.constantFrom('->', '->', '->', '- >', ''), transform)
  .map(([name, between, arrow, what]) => `@param ${name}${between}${arrow}${between}${what}`);

/** What is read as a tag is one to pgtyped, of the same fields; what pgtyped reads is read or refused aloud. */
it('reads what pgtyped reads', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(tag, { minLength: 1, maxLength: 2 }), (tags) => {
      const header = ` ${tags.join(' ')} `;
      const problems: string[] = [];
      const ours = readParamTags(header, 0, (_, message) => problems.push(message));
      if (problems.length > 0) return;
      read += 1;
      const parsed = parseSQLFile(`/* @name Q${header}*/\nSELECT 1;\n`);
      expect(
        parsed.queries[0]?.params.map(({ name, transform: { type, ...rest } }) => ({ name, type, ...rest })),
      ).toEqual(
        ours.map(({ name, kind, fields: keys }) => ({
          name,
          type: { list: 'array_spread', object: 'pick_tuple', objects: 'pick_array_spread' }[kind],
          ...(kind === 'list' ? {} : { keys }),
        })),
      );
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(20);
});
