// Preloaded into the program of a page: what it prints goes, with the line that prints it, to the harness.
import { appendFileSync } from 'node:fs';
import { formatWithOptions } from 'node:util';

const output = process.env['HOW_TO_OUTPUT'] ?? '';
const CALLER = /\(?(file:\/\/[^\n]*):(\d+):\d+\)?$/;

console.log = (format?: unknown, ...values: unknown[]): void => {
  const [, file = '', line = ''] = CALLER.exec(new Error('where').stack?.split('\n')[2] ?? '') ?? [];
  const options = { depth: null, maxArrayLength: null, maxStringLength: null };
  const text = formatWithOptions({ ...options, compact: true, breakLength: Infinity }, format, ...values);
  const wrapped = formatWithOptions({ ...options, breakLength: 116 }, format, ...values);
  appendFileSync(output, `${JSON.stringify({ file, line: Number(line), text, wrapped })}\n`);
};
