import type { Item, PriceTag, RecentMedia, ShopOrder } from './packages/app/src/generated/models.ts';
import type * as media from './packages/app/src/generated/media.sql.ts';
import type * as sqlc from './packages/app/src/generated/sqlc.sql.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<Equal<keyof Item, 'id' | 'ISBN13' | 'publishedOn' | 'price' | 'staffId'>>();
check<Equal<keyof PriceTag, 'amount' | 'URL'>>();
check<Equal<keyof RecentMedia, 'id' | 'publishedOn'>>();
check<Equal<keyof ShopOrder, 'id' | 'orderedOn' | 'isbn13' | 'state'>>();
check<Equal<keyof media.ListDatesRow, 'id' | 'publishedOn' | 'ISBN13' | 'released' | 'isbn13Lower' | 'url'>>();
check<Equal<keyof media.AddItemParams, 'id' | 'isbn_13' | 'pub_date' | 'price'>>();
check<Equal<keyof sqlc.AddItemsParams, 'id' | 'ISBN13' | 'publishedOn' | 'staffId'>>();
check<Equal<sqlc.ListItemsRow['item'], Item>>();
