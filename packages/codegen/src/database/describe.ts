import { startup } from '@pgtyped/query';
import { getTypeData } from '@pgtyped/query/lib/actions.js';
import { AsyncQueue } from '@pgtyped/wire';

/** An output column as the server describes it. */
interface Field {
  readonly name: string;
  readonly typeOid: number;
}

/** What Parse and Describe say about a statement. */
export interface Description {
  /** Type of `$1`, `$2` and so on. */
  readonly parameterTypes: readonly number[];
  readonly fields: readonly Field[];
}

/** A refusal, with the position in the statement sent, from 1. */
export interface Refusal {
  readonly message: string;
  readonly position: number | undefined;
  readonly hint: string | undefined;
}

/** Whether the server refused the statement. */
export function isRefusal(description: Description | Refusal): description is Refusal {
  return 'message' in description;
}

/** Describes statements over a few connections at once, through pgtyped's wire client. */
export class Describer {
  readonly #queues: AsyncQueue[];

  private constructor(queues: AsyncQueue[]) {
    this.#queues = queues;
  }

  /** @param connections how many statements are under way at once; the client waits for each */
  static async connect(url: string, connections: number): Promise<Describer> {
    return new Describer(await Promise.all(Array.from({ length: connections }, async () => open(url))));
  }

  /** The descriptions of the statements, in their order. */
  async describeAll(statements: readonly string[]): Promise<(Description | Refusal)[]> {
    const results: (Description | Refusal)[] = [];
    const pending = statements.entries();
    const work = async (queue: AsyncQueue): Promise<void> => {
      for (const [index, statement] of pending) results[index] = await describe(queue, statement);
    };
    await Promise.all(this.#queues.map(work));
    return results;
  }

  close(): void {
    for (const queue of this.#queues) queue.socket.destroy();
  }
}

async function open(url: string): Promise<AsyncQueue> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const queue = new AsyncQueue();
  // pgtyped writes a message as several small packets; with Nagle's algorithm each waits 45 ms for the last one's ACK.
  queue.socket.setNoDelay(true);
  const login = {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    dbName: decodeURIComponent(pathname.slice(1)),
  };
  await startup({ ...login, password: decodeURIComponent(password) }, queue);
  return queue;
}

async function describe(queue: AsyncQueue, statement: string): Promise<Description | Refusal> {
  const data = await getTypeData(statement, queue);
  if ('errorCode' in data)
    return {
      message: data.message,
      position: data.position === undefined ? undefined : Number(data.position),
      hint: data.hint,
    };
  return {
    parameterTypes: data.params.map(({ oid }) => oid),
    fields: data.fields.map(({ name, typeOID }) => ({ name, typeOid: typeOID })),
  };
}
