import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { renderDiagnostic, type Diagnostic, type SourceText } from './diagnostic.ts';
import { CodegenError, type CodegenErrorCode } from './errors.ts';
import { reasonOf } from './file-error.ts';

/** A file that people write, and what keeps it from being read as it is meant. */
interface ReadSource {
  readonly source: SourceText;
  readonly problem?: Diagnostic;
}

/**
 * Reads a file, without a byte order mark.
 * @param file what messages call it
 */
export function readSource(absolute: string, file: string): ReadSource {
  let bytes: Buffer;
  try {
    bytes = readFileSync(absolute);
  } catch (cause) {
    const source = { file, text: '' };
    return { source, problem: { severity: 'error', source, offset: 0, message: `cannot be read: ${reasonOf(cause)}` } };
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const source = { file, text };
  if (isUtf8(bytes)) return { source };
  const message = 'what stands here is no UTF-8';
  const hint = 'Save the file as UTF-8; read as it is, letters would be lost without a word.';
  return { source, problem: { severity: 'error', source, offset: firstDamage(bytes, text), message, hint } };
}

/**
 * Reads a file that nothing can be done without.
 * @throws {CodegenError} with this code when it cannot be read.
 */
export function requireSource(absolute: string, file: string, code: CodegenErrorCode): SourceText {
  const { source, problem } = readSource(absolute, file);
  if (problem === undefined) return source;
  // Of a file that cannot be opened there is no line to show.
  const shown = source.text === '' ? `${file} ${problem.message}` : `cannot read ${file}\n${renderDiagnostic(problem)}`;
  throw new CodegenError(code, shown, { diagnostics: [problem] });
}

/** Where the decoder put a mark that the file has not: the text before it is what the bytes before it are. */
function firstDamage(bytes: Buffer, text: string): number {
  const start = bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0;
  for (let offset = text.indexOf('\uFFFD'); offset !== -1; offset = text.indexOf('\uFFFD', offset + 1)) {
    const at = start + Buffer.byteLength(text.slice(0, offset));
    if (bytes.subarray(at, at + 3).toString('hex') !== 'efbfbd') return offset;
  }
  return 0;
}
