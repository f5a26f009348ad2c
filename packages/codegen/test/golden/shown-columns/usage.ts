import type { Draft, Label, Latest } from './packages/app/src/generated/models.ts';
import type {
  ChooseRow,
  CreateDraftParams,
  CreateRecordParams,
  GroupedRow,
  WholeRow,
} from './packages/app/src/generated/records.sql.ts';
import type { Querier } from './packages/app/src/generated/querier.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

type Payload = { at: string };
type Slug = `slug-${string}`;
type Rows<Name extends keyof Querier> = Awaited<ReturnType<Querier[Name]>>;

check<Equal<ChooseRow, { payload: Payload; slug: Slug | null; second: Payload | null }>>();
check<Equal<GroupedRow['slug'], Slug | null>>();
check<Equal<GroupedRow['payloads'], Payload[]>>();
check<Equal<GroupedRow['others'], Payload[] | null>>();
check<Equal<GroupedRow['slugs'], (Slug | null)[]>>();
check<Equal<GroupedRow['second'], Payload | null>>();
check<Equal<Rows<'combined'>, (Payload | null)[]>>();
check<Equal<Rows<'lagging'>, (Payload | null)[]>>();
check<Equal<Rows<'either'>, Payload[]>>();
check<Equal<Draft, { id: number; grp: number; payload: Payload; slug: Slug | null }>>();
check<Equal<Latest['payload'], Payload>>();
check<Equal<Latest['slug'], Slug | null>>();
check<Equal<Label['name'], `label ${string}` | null>>();
check<Equal<CreateDraftParams['payload'], Payload>>();
check<Equal<CreateRecordParams, { id: number; payload: Payload; slug: Slug }>>();
check<Equal<WholeRow['slug'], string>>();
