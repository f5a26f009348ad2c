import { escapeIdentifier, type Client, type DatabaseError } from 'pg';

/** What a server that we start calls itself: on it we may do what would leave a trace on another. */
export const OWN_CLUSTER = 'kongflow-codegen';

/** What initdb makes has lower ones. */
const FIRST_OID = 16_384;

/**
 * Creates the role that a statement named and that is not there, as a schema's roles are made outside of its migrations.
 * @returns whether it did: not on a server that somebody else uses too, whose roles belong to all its databases
 */
export async function createMissingRole(client: Client, error: DatabaseError): Promise<boolean> {
  const role = missingRole(error);
  if (role === undefined) return false;
  if (!(await isOwnServer(client))) return false;
  await client.query(`CREATE ROLE ${escapeIdentifier(role)}`);
  return true;
}

/** Drops the roles that a schema has made on a server of our own: its next version makes them again. */
export async function dropMadeRoles(client: Client): Promise<void> {
  if (!(await isOwnServer(client))) return;
  const { rows } = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles WHERE oid >= $1', [FIRST_OID]);
  if (rows.length === 0) return;
  const roles = rows.map(({ rolname }) => escapeIdentifier(rolname)).join(', ');
  await client.query(`DROP OWNED BY ${roles}; DROP ROLE ${roles}`);
}

async function isOwnServer(client: Client): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM pg_settings WHERE name = 'cluster_name' AND setting = $1", [
    OWN_CLUSTER,
  ]);
  return rowCount === 1;
}

/** A role that is not there and may be made: the names that PostgreSQL keeps for itself may not. */
function missingRole({ code, message }: DatabaseError): string | undefined {
  return code === '42704' ? /^role "(?!pg_|public")(.+)" does not exist$/.exec(message)?.[1] : undefined;
}

/** What to do about what a server has not, where PostgreSQL cannot know it. */
export function serverHint(error: DatabaseError): string | undefined {
  if (missingRole(error) !== undefined)
    return 'Create it on that server, or leave --database-url away: the embedded server is given the roles that a schema names.';
  return error.code === '0A000' && /^extension ".+" is not available$/.test(error.message)
    ? 'The embedded server has the extensions that come with PostgreSQL. Name a server that has this one with --database-url.'
    : undefined;
}
