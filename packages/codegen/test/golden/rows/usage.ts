import type { ListPlacesParams, MovePlaceParams, SavePlacesParams } from './packages/app/src/generated/branches.sql.ts';
import type {
  EchoAllParams,
  MayFindNoneRow,
  MergePlacesParams,
  RelabelPlacesParams,
} from './packages/app/src/generated/elsewhere.sql.ts';
import type { Queries } from './packages/app/src/generated/querier.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<Equal<ListPlacesParams['from'], { aisle: number; shelf: string } | undefined>>();
check<Equal<ListPlacesParams['places'], readonly { aisle: number; shelf: string }[] | undefined>>();
check<Equal<MovePlaceParams['to'], { aisle: number; shelf: string }>>();
check<Equal<SavePlacesParams['places'][number]['label'], string | null | undefined>>();
check<Equal<RelabelPlacesParams['changes'][number]['aisle'], number>>();
check<Equal<RelabelPlacesParams['changes'][number]['shelf'], string>>();
check<Equal<RelabelPlacesParams['changes'][number]['label'], string | null | undefined>>();
check<Equal<MergePlacesParams['places'][number]['label'], string | null | undefined>>();
check<Equal<EchoAllParams, { ones: readonly { a: string }[]; others: readonly { a: string }[] }>>();
check<Equal<MayFindNoneRow, { shelf: string; a: string | null; first: string | null }>>();

/** Objects in branches, and lists of them. */
export async function use(queries: Queries): Promise<void> {
  await queries.listPlaces();
  await queries.listPlaces({ places: [] });
  await queries.movePlace({ from: { aisle: 1, shelf: 'a' }, to: { aisle: 1, shelf: 'b' } });
  // @ts-expect-error: all of an object that is given
  await queries.listPlaces({ from: { aisle: 1 } });
  // @ts-expect-error: an object that no branch leaves out
  await queries.movePlace({ from: { aisle: 1, shelf: 'a' } });
}
