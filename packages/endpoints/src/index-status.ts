import { IndexErrorSchema, IndexStatsSchema, JsonSchema } from '@kongflow/protocol';
import type { IndexError, IndexStats } from '@kongflow/protocol';
import { z } from 'zod';
import type { EndpointIndex } from './generated/models.ts';

/** An index as `GET /api/v1/endpointindex/:id` answers it. */
export type IndexStatusView =
  | { readonly status: 'PENDING' | 'STARTED'; readonly updatedAt: Date }
  | {
      readonly status: 'SUCCESS';
      readonly stats: IndexStats;
      /** Jobs that could not be registered, if any: the others were. */
      readonly error?: IndexError;
      readonly updatedAt: Date;
    }
  | { readonly status: 'FAILURE'; readonly error: IndexError; readonly updatedAt: Date };

const FailuresSchema = z.object({ message: z.string(), registrations: JsonSchema });

/** The state of an index in the words of the API, which the CLI polls; the counts and the error are checked. */
export function describeIndex({ status, stats, error, updatedAt }: EndpointIndex): IndexStatusView {
  if (status === 'PENDING' || status === 'STARTED') return { status, updatedAt };
  if (status === 'SUCCESS') {
    const parsed = IndexStatsSchema.safeParse(stats);
    const failures = FailuresSchema.safeParse(error).data;
    const failed = failures && { error: { message: failures.message, raw: failures.registrations } };
    if (parsed.success) return { status, stats: parsed.data, ...failed, updatedAt };
  } else {
    const parsed = IndexErrorSchema.safeParse(error);
    if (parsed.success) return { status, error: parsed.data, updatedAt };
  }
  return { status: 'FAILURE', error: { message: 'Invalid endpoint index' }, updatedAt };
}
