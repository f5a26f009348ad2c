import type { StandardSchema } from '@kongflow/database/query-runtime';

/** Takes text as well, and makes a number of it. */
export const evenNumber: StandardSchema<number | string, number> = {
  '~standard': {
    version: 1,
    vendor: 'by hand',
    validate: (value) =>
      Number(value) % 2 === 0 ? { value: Number(value) } : { issues: [{ message: `${String(value)} is odd` }] },
  },
};
