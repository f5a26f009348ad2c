const SHOWN = 20;

/** Keys in a message: the first of them, and how many more. */
export function listKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, SHOWN).join(', ');
  return keys.length > SHOWN ? `${shown} and ${keys.length - SHOWN} more` : shown;
}
