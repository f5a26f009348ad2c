import type { FindByAgeParams } from './packages/app/src/generated/optional.sql.ts';
import { Queries, type Querier } from './packages/app/src/generated/querier.ts';
import type { CreateUsersParams, FindUsersParams, MoveUserParams } from './packages/app/src/generated/users.sql.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<Equal<FindUsersParams, { ids: readonly number[] }>>();
check<Equal<MoveUserParams['from'], { name: string; age: number }>>();
check<Equal<MoveUserParams['to'], { name: string; age?: number | null | undefined }>>();
check<Equal<CreateUsersParams['users'][number]['pair'], { a: number | null; b: string | null } | null | undefined>>();
check<Equal<FindByAgeParams['age'], number | null | undefined>>();
check<Equal<Awaited<ReturnType<Querier['createUser']>>, number>>();
check<Equal<Awaited<ReturnType<Querier['createNames']>>, string[]>>();

/** Lists, objects and lists of objects. */
export async function use(queries: Queries): Promise<void> {
  await queries.findUsers({ ids: [] as const });
  await queries.createUser({ user: { name: 'a', details: { theme: 'dark' } } });
  await queries.createUsers({ users: [{ name: 'a', age: null, details: { theme: 'dark' } }] });
  await queries.findByAge();
  // @ts-expect-error: one is no list
  await queries.findUsers({ ids: 1 });
  // @ts-expect-error: an object is always given
  await queries.createUser();
  // @ts-expect-error: what is NOT NULL in the table
  await queries.createUser({ user: { age: 1, details: { theme: 'dark' } } });
  // @ts-expect-error: one object is no list
  await queries.createUsers({ users: { name: 'a', details: { theme: 'dark' } } });
  // @ts-expect-error: the schema of the column
  await queries.createUsers({ users: [{ name: 'a', details: { colour: 'dark' } }] });
}
