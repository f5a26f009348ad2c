import { z } from 'zod';
import { OPERATIONS } from './subject.ts';

const Arguments = z.object({
  subjects: z.array(z.string()),
  operation: z.enum(OPERATIONS),
  url: z.string(),
  books: z.number(),
  warmUpMs: z.number(),
  measureMs: z.number(),
});

/** What this process is to measure: a JSON document as its only argument. */
export function readArguments(): z.infer<typeof Arguments> {
  return Arguments.parse(JSON.parse(process.argv[2] ?? ''));
}
