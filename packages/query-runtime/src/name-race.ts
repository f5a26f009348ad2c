/** How often a statement is sent again that met another's preparation. */
export const MOST_ATTEMPTS = 4;

/**
 * Statements of one name behind each other are parsed with the first; when that fails, the others name a statement that
 * does not exist (26000), or is there already because one of them was quicker (42P05). Neither has done anything.
 */
export function isNameRace(error: unknown, { name }: { readonly name?: string }): boolean {
  return name !== undefined && (isRefusal(error, '26000') || isRefusal(error, '42P05'));
}

/** Whether PostgreSQL refused the statement as such: what a procedure in it raises, which may have committed, has a context. */
export function isRefusal(error: unknown, code: string): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== code) return false;
  return !('where' in error) || error.where === undefined;
}
