import { escapeIdentifier, type Client, type DatabaseError } from 'pg';

/** What a server that we start calls itself: on it we may do what would leave a trace on another. */
export const OWN_CLUSTER = 'kongflow-codegen';

/**
 * Creates the role that a statement named and that is not there, as a schema's roles are made outside of its migrations.
 * @returns whether it did: not on a server that somebody else uses too, whose roles belong to all its databases
 */
export async function createMissingRole(client: Client, error: DatabaseError): Promise<boolean> {
  const role = missingRole(error);
  if (role === undefined) return false;
  const { rowCount } = await client.query("SELECT FROM pg_settings WHERE name = 'cluster_name' AND setting = $1", [
    OWN_CLUSTER,
  ]);
  if (rowCount !== 1) return false;
  await client.query(`CREATE ROLE ${escapeIdentifier(role)}`);
  return true;
}

function missingRole({ code, message }: DatabaseError): string | undefined {
  return code === '42704' ? /^role "(.+)" does not exist$/.exec(message)?.[1] : undefined;
}

/** What to do about what a server has not, where PostgreSQL cannot know it. */
export function serverHint(error: DatabaseError): string | undefined {
  if (missingRole(error) !== undefined)
    return 'Create it on that server, or leave --database-url away: the embedded server is given the roles that a schema names.';
  return error.code === '0A000' && /^extension ".+" is not available$/.test(error.message)
    ? 'The embedded server has the extensions that come with PostgreSQL. Name a server that has this one with --database-url.'
    : undefined;
}
