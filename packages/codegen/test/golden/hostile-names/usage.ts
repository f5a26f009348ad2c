import type { z } from 'zod';
import type { Json, Payload, Variant } from './packages/app/src/columns.ts';
import type * as others from './packages/app/src/others.ts';
import type { ListPartsRow } from './packages/app/src/generated/documents.sql.ts';
import type { Document, Human, HumanType, Place } from './packages/app/src/generated/models.ts';
import type { Queries } from './packages/app/src/generated/querier.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

type Rows<Name extends keyof Queries> = Queries[Name] extends () => Promise<infer R> ? R : never;

// Of two things of one name each is itself, whichever of them has to go by another one.
check<Equal<Document['json'], z.output<typeof Json>>>();
check<Equal<Document['variant'], z.output<typeof Variant> | null>>();
check<Equal<Document['größe'], 1 | 2 | null>>();
check<Equal<ListPartsRow['here'], Payload | null>>();
check<Equal<ListPartsRow['there'], others.Payload[] | null>>();
check<Equal<Rows<'listQueries'>, (others.Queries | null)[]>>();
check<Equal<Rows<'listModules'>, (others.documents | null)[]>>();

// A row and a value of the type of rows.
check<Equal<Rows<'listPeople'>, Human[]>>();
check<Equal<Rows<'listWholePeople'>, HumanType[]>>();
check<Equal<HumanType['name'], string | null>>();
check<Equal<Awaited<ReturnType<Queries['setPlace']>>, Place | null>>();

// What every object has would never be left out, so it has to be given.
check<Equal<Parameters<Queries['setNotes']>, [params: { constructor: string | null }]>>();
