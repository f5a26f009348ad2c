import { expect, test } from 'vitest';
import { detectFormat } from '../../src/secrets/formats/detect-format.ts';

test.each([
  ['secrets.json', 'A=1', 'json'],
  ['backup/secrets.JSON.age', '', 'json'],
  ['.env', '{"a":1}', 'dotenv'],
  ['.env.production', '{', 'dotenv'],
  ['prod.env.age', '{', 'dotenv'],
  ['backup.age', ' {"a":1}', 'json'],
  ['backup.age', 'A=1', 'dotenv'],
  [null, '\n{ "a": 1 }', 'json'],
  [null, '# comment', 'dotenv'],
  ['environment.txt', '{}', 'json'],
])('takes %s with %j for %s', (file, text, format) => {
  expect(detectFormat(file, text)).toBe(format);
});
