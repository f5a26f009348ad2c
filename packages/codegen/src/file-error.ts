import { CodegenError } from './errors.ts';

/** What people call what the system calls by a code. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENOTDIR: 'what its path names as a folder is none',
  EEXIST: 'a file is there that is no folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ELOOP: 'its links go round in circles',
};

/** Why a file cannot be read or written. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/**
 * Does something with a file or folder.
 * @param what is done to it, for the message: `write src/generated/models.ts`
 * @throws {CodegenError} `FILE` when the system refuses.
 */
export function withFile<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new CodegenError('FILE', `cannot ${what}: ${reasonOf(cause)}`, { cause });
  }
}
