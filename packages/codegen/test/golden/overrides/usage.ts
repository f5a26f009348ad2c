import type { Label, Note, Payload } from './packages/app/src/types.ts';
import type * as orders from './packages/app/src/generated/orders.sql.ts';
import type { Order } from './packages/app/src/generated/models.ts';
import type { Queries } from './packages/app/src/generated/querier.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<Equal<Order['payload'], Payload>>();
check<Equal<Order['labels'], Label[] | null>>();
check<Equal<Order['code'], `A${number}`>>();
check<Equal<Order['note'], Note | null>>();
check<Equal<Order['id'], bigint>>();
check<Equal<orders.SaveOrdersParams['payloads'], readonly Payload[]>>();
check<Equal<Awaited<ReturnType<Queries['patchOrder']>>, Payload | null>>();
check<Equal<Awaited<ReturnType<Queries['saveOrders']>>, number>>();
