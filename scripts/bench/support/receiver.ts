// The endpoint of the latency benchmark: the unmodified SDK on express, with a clock in front of it.
import { createServer } from 'node:http';
import { waitFor } from '@kongflow/testing';
import { createMiddleware } from '@trigger.dev/express';
import { eventTrigger, TriggerClient } from '@trigger.dev/sdk';
import express from 'express';
import { z } from 'zod';
import { waitForIndex } from '../../demo/wait.ts';

/** An endpoint that tells when its EXECUTE_JOB requests come. */
export interface Receiver {
  /** Resolves with the time (`performance.now()`) at which the run of this event is first executed. */
  next(eventId: string): Promise<number>;
  /** Resolves when the run of this event is over, so that the platform has nothing to do. */
  idle(eventId: string): Promise<void>;
  stop(): Promise<void>;
}

const ExecutionSchema = z.object({ event: z.object({ id: z.string() }) });

/** Starts the endpoint and connects it to the platform. */
export async function startReceiver(platform: { readonly apiUrl: string; readonly apiKey: string }): Promise<Receiver> {
  const client = new TriggerClient({ id: 'latency', ...platform });
  client.defineJob({
    id: 'latency',
    name: 'Latency',
    version: '1.0.0',
    trigger: eventTrigger({ name: 'latency' }),
    run: async () => 'done',
  });
  const expected = new Map<string, (at: number) => void>();
  const app = express();
  app.use((request, _response, next) => {
    request.headers['x-received-at'] = String(performance.now());
    next();
  });
  app.use(express.json({ limit: '10mb' }), (request, _response, next) => {
    const execution = ExecutionSchema.safeParse(request.body);
    if (execution.success) expected.get(execution.data.event.id)?.(Number(request.headers['x-received-at']));
    next();
  });
  const middleware = createMiddleware(client);
  app.use((request, response, next) => void middleware(request, response, next));
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint listens on no TCP port');
  await waitForIndex({ ...platform, id: client.id, url: `http://127.0.0.1:${address.port}/api/trigger` });
  return {
    next: (eventId) =>
      new Promise((resolve) => {
        expected.set(eventId, (at) => {
          expected.delete(eventId);
          resolve(at);
        });
      }),
    idle: async (eventId) => {
      await waitFor(async () => (await client.getEvent(eventId)).runs.every(({ status }) => status === 'SUCCESS'), {
        describe: `the run of ${eventId} to succeed`,
      });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
