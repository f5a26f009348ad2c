import { z } from 'zod';

export const Json = z.object({ a: z.string() });
export const Variant = z.object({ b: z.string() });
export const isJson = z.object({ c: z.string() });

export interface Payload {
  here: number;
}
