import { OrderState, type Order } from '@golden/models';
import type { Queries as Billing } from './packages/billing/src/generated/querier.ts';
import type { Queries as Orders } from './packages/orders/src/generated/querier.ts';

/** What one package read, another takes and gives back, as it is. */
export async function pay(orders: Orders, billing: Billing, id: number): Promise<Order | null> {
  const order: Order = await orders.createOrder({ id, total: { value: 12, currency: null } });
  const invoice = await billing.createInvoice({ id: 1, orderId: order.id });
  await billing.payOrder({ ...order, state: OrderState.paid });
  const isSame = (a: Awaited<ReturnType<Orders['createOrder']>>): Awaited<ReturnType<Billing['getBilledOrder']>> => a;
  return isSame(order) ?? billing.getBilledOrder({ invoiceId: invoice.id });
}

// @ts-expect-error not a label
export const other: OrderState = 'closed';
