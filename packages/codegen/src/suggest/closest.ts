import { editDistance } from './edit-distance.ts';

/**
 * The name that was probably meant, if one is near enough: a third of the letters may be wrong, and neither case nor
 * underscores count, as `createdAt` is what `created_at` is called in TypeScript.
 */
export function closest(word: string, names: Iterable<string>): string | undefined {
  const wanted = plain(word);
  let best: { name: string; distance: number } | undefined;
  for (const name of new Set(names)) {
    if (name === word) continue;
    const candidate = plain(name);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    // The distance is never below the difference in length: most of three thousand functions need no closer look.
    if (Math.abs(wanted.length - candidate.length) > limit) continue;
    const distance = editDistance(wanted, candidate);
    if (distance > limit || distance >= Math.max(wanted.length, candidate.length)) continue;
    if (best === undefined || distance < best.distance || (distance === best.distance && name < best.name))
      best = { name, distance };
  }
  return best?.name;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
