import { compare, parse, type SemVer } from 'semver';

/** A whole number or two, with or without a `v`: `3`, `v1.4`. */
const shortVersion = /^[v=]*\d+(\.\d+)?$/;
const natural = new Intl.Collator('en', { numeric: true });

/**
 * Orders two versions of a job, as `Array.sort` wants it.
 *
 * Semantic versions go by their precedence, so that 0.10.0 is above 0.9.0 and 1.0.0-beta.1 below 1.0.0; a leading `v` is
 * allowed, missing parts are 0, and build metadata does not count. Any other text is below every semantic version; two
 * such texts go by natural order, in which the numbers inside of them count as numbers (`build-9` is below `build-10`).
 *
 * @returns negative when `a` is below `b`, positive when it is above, 0 when neither
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [read(a), read(b)];
  if (left !== null && right !== null) return compare(left, right);
  if (left === null && right === null) return natural.compare(a, b);
  return left === null ? -1 : 1;
}

/** The greatest of some versions; of equals, the first. */
export function latestVersion(first: string, others: readonly string[]): string {
  return others.reduce((latest, version) => (compareVersions(version, latest) > 0 ? version : latest), first);
}

function read(version: string): SemVer | null {
  const trimmed = version.trim();
  if (!shortVersion.test(trimmed)) return parse(trimmed, { loose: true });
  return parse(trimmed.includes('.') ? `${trimmed}.0` : `${trimmed}.0.0`, { loose: true });
}
