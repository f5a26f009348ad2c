import type { ExecResult } from '@kongflow/database/query-runtime';
import type { Team } from './packages/app/src/generated/models.ts';
import type { CopyEverythingParams } from './packages/app/src/generated/everything.sql.ts';
import { Queries, type Querier } from './packages/app/src/generated/querier.ts';
import type {
  AddTeamsParams,
  CreateTeamsParams,
  FindTeamsLikeRow,
} from './packages/app/src/generated/teams.sql.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}
type Result<K extends keyof Querier> = Awaited<ReturnType<Querier[K]>>;

check<Equal<Parameters<Querier['createTeams']>, [params: readonly CreateTeamsParams[]]>>();
check<Equal<CreateTeamsParams, { name: string; motto?: string | null | undefined }>>();
check<Equal<Result<'createTeams'>, number>>();
check<Equal<Parameters<Querier['addTeams']>, [params: readonly AddTeamsParams[]]>>();
check<Equal<Result<'addTeams'>, Team[]>>();
check<Equal<Result<'renameTeams'>, void>>();
check<Equal<Result<'findMottos'>, (string | null)[]>>();
check<Equal<Result<'findTeamsLike'>, FindTeamsLikeRow[][]>>();
check<Equal<Result<'findTeams'>, Team[][]>>();
check<Equal<Result<'growTeams'>, ExecResult>>();
check<Equal<ExecResult['rowCount'], number>>();
check<Equal<CopyEverythingParams['moods'], readonly ('sad' | 'so so' | 'a,"b"' | null)[] | null | undefined>>();

/** What is one set of parameters elsewhere is an array of them here. */
export async function use(queries: Queries): Promise<void> {
  await queries.createTeams([{ name: 'a' }, { name: 'b', motto: null }]);
  await queries.createTeams([] as const);
  // @ts-expect-error: not one row
  await queries.createTeams({ name: 'a' });
  // @ts-expect-error: a column that is NOT NULL and has no default
  await queries.createTeams([{ motto: 'a' }]);
  // @ts-expect-error: a batch of nothing is an empty array
  await queries.renameTeams();
}
