import { type } from 'arktype';
import * as v from 'valibot';

export const vWritten = v.object({ kind: v.picklist(['order', 'refund']), amount: v.optional(v.number(), 0) });
export const vRead = v.object({
  at: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => new Date(text)),
  ),
});
export const vBoth = v.pipe(v.string(), v.regex(/^[a-z-]+$/, 'is no slug'), v.brand('slug'));

export const aWritten = type({ kind: "'order' | 'refund'", amount: 'number = 0' });
export const aRead = type({ at: 'string.date.iso.parse' });
export const aBoth = type('/^[a-z-]+$/#slug');
