import type { Client } from 'pg';

/** Statements that not every supported server knows: since when, and what the older ones say. */
const NEWER = [
  { since: 160_000, what: /\barray_(?:shuffle|sample)\(/, refusal: 'function array_' },
  { since: 180_000, what: /\barray_(?:sort|reverse)\(/, refusal: 'function array_' },
  { since: 170_000, what: /\bAT LOCAL\b/, refusal: 'syntax error at or near "LOCAL" [42601]' },
  { since: 170_000, what: /^MERGE\b[^;]*\bRETURNING\b/m, refusal: 'syntax error at or near "RETURNING" [42601]' },
  {
    since: 180_000,
    what: /\bRETURNING\b[^;]*\b(?:old\.|embed\(old\))/,
    refusal: 'missing FROM-clause entry for table "old" [42P01]',
  },
  { since: 170_000, what: /\brandom\(\d/, refusal: 'function random(integer, integer) does not exist [42883]' },
  { since: 180_000, what: /\b(?:doc|ARRAY\[doc\]|s\.d)::int\b/, refusal: 'cannot cast jsonb null to type integer' },
  { since: 180_000, what: /\buuidv7\(NULL\)/, refusal: 'function uuidv7(unknown) does not exist [42883]' },
];

/** Number of the server's version, as 180004. */
export async function serverVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  return rows[0]?.version ?? 0;
}

/** What a server says to SQL that is too new for it; nothing where it knows all of it. */
export function refusalOf(version: number, sql: string): string {
  return NEWER.find(({ since, what }) => version < since && what.test(sql))?.refusal ?? '';
}

/**
 * What a test sees in a statement. On a server that the statement is too new for it has to be refused, and then this is
 * what was expected.
 */
export async function unlessTooNew<T>(
  client: Client,
  statement: string,
  expected: T,
  see: () => Promise<T>,
): Promise<T> {
  const version = await serverVersion(client);
  const refusal = refusalOf(version, statement);
  if (refusal === '') return see();
  const message = await see().then(
    () => 'it is not refused',
    (error: unknown) => String(error),
  );
  if (!message.includes(refusal)) throw new Error(`PostgreSQL ${version} does not say "${refusal}": ${message}`);
  return expected;
}
