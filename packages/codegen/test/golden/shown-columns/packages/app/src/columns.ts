import { z } from 'zod';

/** What records.payload holds is text; a program sees a Date. */
export const payload = z.object({ at: z.iso.datetime() });
