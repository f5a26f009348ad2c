/**
 * Works on items side by side, but never on more than `limit` of them; stops taking up others once one has failed.
 * @returns the results in the order of the items.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const takeUp = async (): Promise<void> => {
    try {
      for (let index = next++; index < items.length; index = next++) {
        const item = items[index];
        if (item !== undefined) results[index] = await work(item);
      }
    } finally {
      next = items.length;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, takeUp));
  return results;
}
