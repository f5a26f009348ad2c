import type { z } from 'zod';
import type { Context, payload, slug } from './packages/app/src/columns.ts';
import type * as embedded from './packages/app/src/generated/embedded.sql.ts';
import type * as records from './packages/app/src/generated/records.sql.ts';
import type { Records } from './packages/app/src/generated/models.ts';
import type { Queries } from './packages/app/src/generated/querier.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

interface Payload {
  kind: 'order' | 'refund';
  amount: number;
  note?: string | undefined;
}
type PayloadInput = Omit<Payload, 'amount'> & { amount?: number | undefined };
type Same<A, B> = [A, B] extends [B, A] ? true : false;

// A schema's output in rows, its input in what is stored, and what the database holds in what is compared.
check<Same<Records['payload'], Payload>>();
check<Equal<Records['payload'], z.output<typeof payload>>>();
check<Equal<Records['context'], z.output<typeof Context> | null>>();
check<Equal<Records['window'], { from: Date } | null>>();
check<Equal<Records['history'], { at: number }[]>>();
check<Equal<Records['slug'], (string & z.core.$brand<'slug'>) | null>>();
check<Equal<Records['size'], number | null>>();
check<Same<records.CreateRecordParams['payload'], PayloadInput>>();
check<Equal<records.CreateRecordParams['slug'], string | null | undefined>>();
check<Equal<records.CreateRecordParams['size'], number | string | null | undefined>>();
check<Equal<records.CreateRecordParams['window'], { from: string } | null | undefined>>();
check<Equal<records.FindRecordsParams['payload'], z.output<typeof payload>>>();
check<Equal<records.FindRecordsParams['window'], { from: string }>>();
check<Equal<records.FindRecordsParams['slugs'], readonly z.output<typeof slug>[]>>();
check<Equal<records.UnnestRecordsParams['payloads'], readonly z.input<typeof payload>[]>>();
check<Equal<records.UnnestRecordsParams['sizes'], readonly (number | string | null)[]>>();
check<Equal<embedded.ListPairsRow['record'], Records>>();
check<Equal<Awaited<ReturnType<Queries['jsonQuery']>>, 'a' | 'b' | null>>();
check<Equal<Awaited<ReturnType<Queries['listContexts']>>, (z.output<typeof Context> | null)[]>>();
