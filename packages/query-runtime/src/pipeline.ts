import type { ItemResult } from './batch-query.ts';
import type { WireValue } from './encode-value.ts';
import { BatchError } from './errors.ts';
import { isNameRace, MOST_ATTEMPTS } from './name-race.ts';
import type { Queryable, QueryRows, Statement } from './queryable.ts';
import { run } from './run.ts';

/** pg's client with the option `pipeline`. */
interface PipelinedClient extends Queryable {
  readonly pipeline: true;
  getTransactionStatus(): string | null;
}

interface PipelinedPool extends Queryable {
  connect(): Promise<Queryable & { release(): void }>;
}

/** `PipelinedConnections`: named by what it does, so that a program without them does not load them. */
interface SharedConnections extends Queryable {
  together<T>(send: (db: Queryable) => Promise<T>): Promise<T>;
}

/** `Database` of @kongflow/database. */
interface DatabaseOfPool extends Queryable {
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/**
 * A batch on a connection with pg's option `pipeline`, which refuses queries of one's own making such as `BatchQuery`
 * and sends ordinary ones without waiting for answers instead. Undefined on any other connection.
 */
export async function withPipeline(
  db: Queryable,
  statement: Statement,
  items: readonly (readonly WireValue[])[],
): Promise<readonly ItemResult[] | undefined> {
  if (isClient(db)) return onClient(db, db, statement, items);
  if (isShared(db)) return onShared(db, statement, items);
  if ('client' in db && isClient(db.client)) return onClient(db, db.client, statement, items);
  if (isPool(db)) {
    const client = await db.connect();
    try {
      return await withPipeline(client, statement, items);
    } finally {
      client.release();
    }
  }
  return isDatabase(db) ? onDatabase(db, statement, items) : undefined;
}

async function onShared(
  db: SharedConnections,
  statement: Statement,
  items: readonly (readonly WireValue[])[],
): Promise<readonly ItemResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.together((connection) => sendInRow(connection, statement, items, true));
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !(error instanceof BatchError) || !isNameRace(error.cause, statement))
        throw error;
    }
  }
}

async function onDatabase(
  db: DatabaseOfPool,
  statement: Statement,
  items: readonly (readonly WireValue[])[],
): Promise<readonly ItemResult[] | undefined> {
  let ran = false;
  try {
    return await db.transaction(async (tx) => {
      const results = await withPipeline(tx, statement, items);
      ran = true;
      return results;
    });
  } catch (error) {
    throw ran ? new BatchError(statement.name, null, error) : error;
  }
}

async function onClient(
  db: Queryable,
  client: PipelinedClient,
  statement: Statement,
  items: readonly (readonly WireValue[])[],
): Promise<readonly ItemResult[]> {
  // A BEGIN may be under way: only when what was sent before is answered does the client know where it stands.
  await db.query(command(''));
  return sendInRow(db, statement, items, client.getTransactionStatus() === 'I');
}

/** Sends all before it waits for anything. */
async function sendInRow(
  db: Queryable,
  statement: Statement,
  items: readonly (readonly WireValue[])[],
  ownTransaction: boolean,
): Promise<readonly ItemResult[]> {
  // Each has a message of its own here: without a transaction, those behind the one that fails would be run.
  const begin = ownTransaction ? db.query(command('BEGIN')) : undefined;
  const queries = items.map((values) => run(db, statement, [...values]));
  const commit = ownTransaction ? db.query(command('COMMIT')) : undefined;
  const [results, begun, committed] = await Promise.all([
    Promise.allSettled(queries),
    Promise.allSettled([begin]),
    Promise.allSettled([commit]),
  ]);
  if (begun[0].status === 'rejected') throw begun[0].reason;
  for (const [index, result] of results.entries())
    if (result.status === 'rejected') throw new BatchError(statement.name, index, result.reason);
  if (committed[0].status === 'rejected') throw new BatchError(statement.name, null, committed[0].reason);
  return results.flatMap((result) => (result.status === 'fulfilled' ? toItem(result.value) : []));
}

function toItem({ rows, rowCount }: QueryRows): ItemResult {
  return { rows, rowCount: rowCount ?? 0 };
}

function command(text: string): { text: string; values: unknown[]; rowMode: 'array' } {
  return { text, values: [], rowMode: 'array' };
}

function isClient(db: unknown): db is PipelinedClient {
  return typeof db === 'object' && db !== null && 'pipeline' in db && db.pipeline === true;
}

function isShared(db: Queryable): db is SharedConnections {
  return 'together' in db && typeof db.together === 'function';
}

function isPool(db: unknown): db is PipelinedPool {
  return typeof db === 'object' && db !== null && 'options' in db && 'connect' in db && hasPipeline(db.options);
}

function isDatabase(db: unknown): db is DatabaseOfPool {
  return typeof db === 'object' && db !== null && 'transaction' in db && 'pool' in db && isPool(db.pool);
}

function hasPipeline(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'pipeline' in options && options.pipeline === true;
}
