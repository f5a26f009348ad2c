/** What the key of an entry `purge` says: that entries from before a time go, and which of them is the last. */
export function formatPurge({ before, through }: { readonly before: Date; readonly through: number }): string {
  return `before ${before.toISOString()}, up to entry ${through}`;
}

/** The last entry that was to go, of the key of an entry `purge`; null when it does not say. */
export function parsePurge(key: string | null): bigint | null {
  const [, through] = /^before \S+, up to entry (\d{1,19})$/.exec(key ?? '') ?? [];
  return through === undefined ? null : BigInt(through);
}
