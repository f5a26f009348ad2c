import path from 'node:path';

/** What Flyway's names begin with: `V2.1__title`, a version; `U2.1__title`, the way back; `R__title`, done anew after all. */
const FLYWAY = /^(?:([VU])(\d+(?:[._]\d+)*)|(R))__/;

/** Whether a file takes a step forward: golang-migrate and Flyway keep the way back in files of their own. */
export function isStepForward(name: string): boolean {
  return name.endsWith('.sql') && !name.endsWith('.down.sql') && FLYWAY.exec(name)?.[1] !== 'U';
}

/** Whether the names of files say in which order they are meant. */
export function isNumbered(files: readonly string[]): boolean {
  return files.some((file) => versionOf(file) !== undefined);
}

/** By the number that each name begins with, as migration tools count, else by name. */
export function byVersion(a: string, b: string): number {
  const [first, second] = [versionOf(a), versionOf(b)];
  if (first !== undefined && second !== undefined) {
    for (let index = 0; index < Math.max(first.length, second.length); index++) {
      const [one, other] = [first[index] ?? 0n, second[index] ?? 0n];
      if (one !== other) return one < other ? -1 : 1;
    }
  } else if (isRepeatable(a) !== isRepeatable(b)) return isRepeatable(a) ? 1 : -1;
  return a < b ? -1 : 1;
}

function versionOf(file: string): bigint[] | undefined {
  const name = path.posix.basename(file) === 'migration.sql' ? path.posix.dirname(file) : file;
  const flyway = FLYWAY.exec(path.posix.basename(name))?.[2];
  if (flyway !== undefined) return flyway.split(/[._]/).map(BigInt);
  const number = /^\d+/.exec(path.posix.basename(name))?.[0];
  return number === undefined ? undefined : [BigInt(number)];
}

function isRepeatable(file: string): boolean {
  return FLYWAY.exec(path.posix.basename(file))?.[3] !== undefined;
}
