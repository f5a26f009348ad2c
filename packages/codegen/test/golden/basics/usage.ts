import type { Pool, PoolClient } from 'pg';
import type { Json } from '@kongflow/database/query-runtime';
import type { User, UserStatus } from './packages/app/src/generated/models.ts';
import { Queries, type Querier } from './packages/app/src/generated/querier.ts';
import { createUser, findUsers, getUser, type ListUsersParams } from './packages/app/src/generated/users.sql.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<Equal<UserStatus, 'active' | 'locked out' | "it's gone">>();
check<Equal<User['bio'], string | null>>();
check<Equal<User['settings'], Json>>();
check<Equal<User['createdAt'], Date>>();
check<Equal<ListUsersParams, { status?: UserStatus | null | undefined }>>();
check<Equal<Awaited<ReturnType<Querier['getUser']>>, User | null>>();
check<Equal<Awaited<ReturnType<Querier['createUser']>>, User>>();
check<Equal<Awaited<ReturnType<Querier['countUsers']>>, number>>();
check<Equal<Awaited<ReturnType<Querier['listEmails']>>, string[]>>();
check<Equal<Awaited<ReturnType<Querier['getBio']>>, string | null>>();
check<Equal<Awaited<ReturnType<Querier['renameUser']>>, number>>();
check<Equal<Awaited<ReturnType<Querier['deleteUser']>>, void>>();

/** What pg offers is a database, and a transaction. */
export async function use(pool: Pool, client: PoolClient): Promise<void> {
  const queries: Querier = new Queries(pool).withTx(client);
  await queries.listUsers();
  await queries.listUsers({ status: 'active' });
  await queries.listUsers({ status: undefined });
  await findUsers(pool, { email: null });
  await findUsers(pool);
  interface Settings {
    readonly theme: string;
    readonly sizes?: readonly number[] | undefined;
  }
  const settings: Pick<Settings, keyof Settings> = { theme: 'dark' };
  await createUser(client, { email: 'a@b', settings });
  await createUser(client, { email: 'a@b', bio: null, settings: [1, 'two', { three: null }] });
  // @ts-expect-error: a parameter of a NOT NULL column is required
  await createUser(client, { settings: {} });
  // @ts-expect-error: and not null
  await createUser(client, { email: null, settings: {} });
  // @ts-expect-error: a status that does not exist
  await queries.listUsers({ status: 'gone' });
  // @ts-expect-error: a function is no JSON
  await createUser(client, { email: 'a@b', settings: { f: () => 1 } });
  // @ts-expect-error: the parameters are needed
  await getUser(pool);
}
