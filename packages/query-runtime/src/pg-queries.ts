/**
 * The class of pg's own queries, as its prototype, where the database is a connection with pg's option `pipeline` or has
 * such: they take no other queries. It is the class of that very pg, of which a program may hold several.
 */
export function pipelinedQueries(db: object): object | undefined {
  if (isPipelined(db)) return queriesOf(db.constructor);
  if ('Client' in db && 'options' in db && isPipelined(db.options)) return queriesOf(db.Client);
  // A transaction of `Database`, or `Database` itself.
  const inner = 'client' in db ? db.client : 'pool' in db ? db.pool : undefined;
  return typeof inner === 'object' && inner !== null ? pipelinedQueries(inner) : undefined;
}

function isPipelined(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'pipeline' in value && value.pipeline === true;
}

function queriesOf(client: unknown): object | undefined {
  if (typeof client !== 'function' || !('Query' in client) || typeof client.Query !== 'function') return undefined;
  const prototype: unknown = client.Query.prototype;
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined;
}
