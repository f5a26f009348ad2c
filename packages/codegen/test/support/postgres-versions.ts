import type { Client } from 'pg';

/** Statements that not every supported server knows: since when, and what the older ones say. */
const NEWER = [
  { since: 170_000, what: /^MERGE\b.*\bRETURNING\b/s, refusal: 'syntax error at or near "RETURNING" [42601]' },
  {
    since: 180_000,
    what: /\bRETURNING\b.*\b(?:old|new)\b/s,
    refusal: 'missing FROM-clause entry for table "old" [42P01]',
  },
];

/** What the server says to a statement that is too new for it; undefined where it knows the statement. */
export async function refusalOf(client: Client, statement: string): Promise<string | undefined> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  const version = rows[0]?.version ?? 0;
  return NEWER.find(({ since, what }) => version < since && what.test(statement))?.refusal;
}
