import { z } from 'zod';

const Affected = z.object({ affected: z.number() });

/** How many jobs a settlement of pg-boss reached: those that were still ours. */
export function affectedBy(result: unknown): number {
  return Affected.parse(result).affected;
}
