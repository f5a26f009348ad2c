/** Most names that a request to read or delete parameters can have. */
const MAX_NAMES = 10;

/** Parts names among as few requests as can be. */
export function inGroups(names: readonly string[]): readonly string[][] {
  return Array.from({ length: Math.ceil(names.length / MAX_NAMES) }, (_, group) =>
    names.slice(group * MAX_NAMES, (group + 1) * MAX_NAMES),
  );
}
