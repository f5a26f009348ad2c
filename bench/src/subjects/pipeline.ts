import { Client } from 'pg';

const CLIENTS = 2;

/** Pipelined connections, asked in turn. What runs on one must not open a transaction: statements of others are between. */
export interface Pipeline {
  next(): Client;
  close(): Promise<void>;
}

export async function openPipeline(connectionString: string): Promise<Pipeline> {
  const clients = Array.from({ length: CLIENTS }, () => new Client({ connectionString, pipeline: true }));
  for (const client of clients) await client.connect();
  let turn = 0;
  return {
    next: () => {
      turn = (turn + 1) % CLIENTS;
      const client = clients[turn];
      if (client === undefined) throw new Error('no such connection');
      return client;
    },
    close: async () => {
      for (const client of clients) await client.end();
    },
  };
}
