import type { Arktype, Valibot } from './packages/app/src/generated/models.ts';
import type { CreateArktypeParams } from './packages/app/src/generated/arktype.sql.ts';
import type { CreateValibotParams } from './packages/app/src/generated/valibot.sql.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

type Kind = 'order' | 'refund';

check<Equal<CreateValibotParams['written'], { kind: Kind; amount?: number | undefined }>>();
check<Equal<CreateValibotParams['read'], { at: string } | null | undefined>>();
check<Equal<Valibot['written'], { kind: Kind; amount: number }>>();
check<Equal<Valibot['read'], { at: Date } | null>>();
check<Equal<CreateArktypeParams['written'], { kind: Kind; amount?: number }>>();
check<Equal<CreateArktypeParams['read'], { at: string } | null | undefined>>();
check<Equal<Arktype['written'], { kind: Kind; amount: number }>>();
check<Equal<Arktype['read'], { at: Date } | null>>();

/** Branded strings are not just any. */
export function brands(valibot: Valibot, arktype: Arktype): void {
  const text: string | null = valibot.both;
  const other: string | null = arktype.both;
  // @ts-expect-error: that is no slug of valibot's
  valibot.both = other;
  // @ts-expect-error: that is none of arktype's
  arktype.both = text;
}
