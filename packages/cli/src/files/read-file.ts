import { readFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';

/** Reads a file that the user has named. @throws {CliError} `USAGE` when it cannot be read */
export async function readNamedFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new CliError('USAGE', `Cannot read ${file}: ${reasonOf(cause)}.`, { cause });
  }
}

/** What the system says of a file, without its path. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code === '' ? 'unknown reason' : code;
  }
}

/** Bytes as text. @throws {CliError} `INVALID_FILE` when they are not UTF-8, of which some would be lost in silence */
export function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CliError(
      'INVALID_FILE',
      'The input is not UTF-8 text. Encode binary values first, as base64 for example.',
      {
        cause,
      },
    );
  }
}
