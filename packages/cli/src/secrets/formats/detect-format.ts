import path from 'node:path';
import type { DocumentFormat } from './secret-document.ts';

/**
 * Tells the format of a file by its name, `.age` at its end left out, and where that says nothing by how its text begins.
 * @param file its path; null for standard input
 */
export function detectFormat(file: string | null, text: string): DocumentFormat {
  const name = file === null ? '' : path.basename(file).replace(/\.age$/i, '');
  if (/\.json$/i.test(name)) return 'json';
  if (/^\.env(\.|$)|\.env$/i.test(name)) return 'dotenv';
  return text.trimStart().startsWith('{') ? 'json' : 'dotenv';
}
