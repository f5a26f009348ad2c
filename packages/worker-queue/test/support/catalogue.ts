import { z } from 'zod';

const Lane = z.object({ lane: z.string(), n: z.number() });

/** Tasks of the tests. */
export const catalogue = {
  plain: { payload: z.object({ n: z.number() }), priority: 0, maxAttempts: 25 },
  dated: { payload: z.object({ at: z.coerce.date(), note: z.string().default('none') }), priority: 0, maxAttempts: 1 },
  lane: { payload: Lane, priority: 0, maxAttempts: 3, serialKey: ({ lane }: z.output<typeof Lane>) => `tasks:${lane}` },
  mail: { payload: z.object({ n: z.number() }), priority: 100, maxAttempts: 3, serialKey: () => 'internal' },
  token: { payload: z.object({ n: z.number() }), priority: 8, maxAttempts: 3, serialKey: () => 'internal' },
  keyed: {
    payload: z.object({ key: z.string(), value: z.number() }),
    priority: 0,
    maxAttempts: 3,
    jobKey: ({ key }: { key: string }) => `k:${key}`,
  },
  flaky: { payload: z.object({ n: z.number() }), priority: 0, maxAttempts: 4 },
  once: { payload: z.object({ n: z.number() }), priority: 0, maxAttempts: 1 },
  long: { payload: z.object({ n: z.number() }), priority: 0, maxAttempts: 2, pool: 'execution' as const },
  brief: { payload: z.object({ n: z.number() }), priority: 0, maxAttempts: 1, timeoutSeconds: 1 },
};

/** See {@link catalogue}. */
export type Catalogue = typeof catalogue;
