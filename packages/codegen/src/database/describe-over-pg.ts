import type { Client, Connection, Submittable } from 'pg';
import type { Description, Refusal } from './describe.ts';

/**
 * Describes a statement through `pg`, which speaks TLS; pgtyped's client, the faster one, is for servers that can do
 * without.
 */
export async function describeOverPg(client: Client, text: string): Promise<Description | Refusal> {
  const request = new DescribeRequest(text);
  client.query(request);
  return request.result;
}

interface FieldMessage {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

interface ErrorMessage {
  readonly message: string;
  readonly position?: string | undefined;
  readonly hint?: string | undefined;
}

/** Parse and Describe without Execute, as a query that `pg` queues among its own. */
class DescribeRequest implements Submittable {
  readonly result: Promise<Description | Refusal>;
  readonly #text: string;
  readonly #resolve: (result: Description | Refusal) => void;
  #connection: Connection | undefined;
  #parameterTypes: readonly number[] = [];
  #fields: Description['fields'] = [];

  constructor(text: string) {
    this.#text = text;
    const { promise, resolve } = Promise.withResolvers<Description | Refusal>();
    this.result = promise;
    this.#resolve = resolve;
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.on('parameterDescription', this.#onParameters);
    connection.parse({ name: '', text: this.#text, types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: FieldMessage): void {
    this.#fields = fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID }));
  }

  /** What follows an error, `pg` does not hand on. */
  handleError({ message, position, hint }: ErrorMessage): void {
    this.#finish({ message, position: position === undefined ? undefined : Number(position), hint });
  }

  handleReadyForQuery(): void {
    this.#finish({ parameterTypes: this.#parameterTypes, fields: this.#fields });
  }

  readonly #onParameters = ({ dataTypeIDs }: { dataTypeIDs: number[] }): void => {
    this.#parameterTypes = dataTypeIDs;
  };

  #finish(result: Description | Refusal): void {
    this.#connection?.off('parameterDescription', this.#onParameters);
    this.#resolve(result);
  }
}
