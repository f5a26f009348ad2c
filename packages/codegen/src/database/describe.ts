import { startup } from '@pgtyped/query';
import { getTypeData } from '@pgtyped/query/lib/actions.js';
import { AsyncQueue } from '@pgtyped/wire';
import type { Client } from 'pg';
import { clientOf, connect } from './connect.ts';
import { describeOverPg } from './describe-over-pg.ts';

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

/** A connection that describes one statement after the other. */
interface Channel {
  describe(statement: string): Promise<Description | Refusal>;
  close(): void;
}

/** Describes statements over a few connections at once, through pgtyped's wire client, or `pg` where it has to be TLS. */
export class Describer {
  readonly #channels: readonly Channel[];

  private constructor(channels: readonly Channel[]) {
    this.#channels = channels;
  }

  /** @param connections how many statements are under way at once; the client waits for each */
  static async connect(url: string, connections: number): Promise<Describer> {
    // Never connected: it knows what the URL says, and what it leaves to the environment.
    const address = clientOf(url);
    const open = async (): Promise<Channel> => (needsPg(address) ? openOverPg(url) : openWire(address));
    return new Describer(await Promise.all(Array.from({ length: connections }, open)));
  }

  /** The descriptions of the statements, in their order. */
  async describeAll(statements: readonly string[]): Promise<(Description | Refusal)[]> {
    const results: (Description | Refusal)[] = [];
    const pending = statements.entries();
    const work = async (channel: Channel): Promise<void> => {
      for (const [index, statement] of pending) results[index] = await channel.describe(statement);
    };
    await Promise.all(this.#channels.map(work));
    return results;
  }

  close(): void {
    for (const channel of this.#channels) channel.close();
  }
}

/**
 * pgtyped's client cannot shake hands, and ends the process where a server insists on it. Nor does it know sockets, or
 * where a password may be that the URL has not.
 */
function needsPg({ ssl, host, password }: Client): boolean {
  return ssl || host.startsWith('/') || typeof password !== 'string' || password === '';
}

async function openOverPg(url: string): Promise<Channel> {
  const client = await connect(url);
  return {
    describe: async (statement) => describeOverPg(client, statement),
    close: () => {
      client.end().catch(() => undefined);
    },
  };
}

async function openWire({ host, port, user, password, database }: Client): Promise<Channel> {
  const queue = new AsyncQueue();
  // pgtyped writes a message as several small packets; with Nagle's algorithm each waits 45 ms for the last one's ACK.
  queue.socket.setNoDelay(true);
  const login = { host, port, user: user ?? '', dbName: database ?? '' };
  await startup({ ...login, password: password ?? '' }, queue);
  return {
    describe: async (statement) => describe(queue, statement),
    close: () => {
      queue.socket.destroy();
    },
  };
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
