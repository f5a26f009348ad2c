// Started as a process of its own: starts a server, prints where it is as one JSON line, and stays or leaves.
import { startEmbeddedPostgres } from '@kongflow/testing';

const [mode = 'stay', dataDirectory] = process.argv.slice(2);
try {
  if (mode === 'announce') process.stdout.write('{}\n');
  const server = await startEmbeddedPostgres(dataDirectory === undefined ? {} : { dataDirectory, durable: false });
  process.stdout.write(`${JSON.stringify({ url: server.url(), dataDirectory: server.dataDirectory })}\n`);
  if (mode === 'stay') setInterval(() => undefined, 1_000);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  process.exitCode = 1;
}
