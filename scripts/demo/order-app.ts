// The small app of the demo: an ordinary trigger.dev v2 program, unmodified SDK and express adapter.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createMiddleware } from '@trigger.dev/express';
import { eventTrigger, TriggerClient } from '@trigger.dev/sdk';
import express from 'express';
import { z } from 'zod';

/** How the app reaches the platform, and where its tasks leave their traces. */
export interface OrderAppOptions {
  readonly apiKey: string;
  readonly apiUrl: string;
  /** Folder that receives one file per effect. */
  readonly effects: string;
  /** How long the job waits between its steps, in seconds. */
  readonly waitSeconds: number;
}

/** A running app. */
export interface OrderApp {
  readonly client: TriggerClient;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the app on a free port of 127.0.0.1. */
export async function startOrderApp(options: OrderAppOptions): Promise<OrderApp> {
  const client = new TriggerClient({ id: 'order-app', apiKey: options.apiKey, apiUrl: options.apiUrl });
  await mkdir(options.effects, { recursive: true });

  /**
   * An effect on the outside world, with a key that makes it happen once, as a payment provider's idempotency key does:
   * a task is done at least once, because a process can die between the effect and its report.
   */
  const once = async (key: string, what: string): Promise<void> => {
    const file = path.join(options.effects, `${key}.txt`);
    if (!existsSync(file)) await writeFile(file, what);
  };

  client.defineJob({
    id: 'fulfil-order',
    name: 'Fulfil an order',
    version: '1.0.0',
    trigger: eventTrigger({
      name: 'order.placed',
      schema: z.object({ order: z.string(), items: z.array(z.string()) }),
    }),
    run: async (payload, io, ctx) => {
      const reserved = await io.runTask(
        'reserve-stock',
        async () => {
          await once(`${ctx.run.id}-reserve`, payload.items.join(', '));
          return { items: payload.items.length };
        },
        { name: 'Reserve stock' },
      );
      const payment = await io.runTask(
        'charge-card',
        async () => {
          await once(`${ctx.run.id}-charge`, payload.order);
          return { amount: reserved.items * 20, currency: 'EUR' };
        },
        { name: 'Charge the card' },
      );
      await io.logger.info('Payment is in, packing starts', payment);
      await io.wait('wait-for-packing', options.waitSeconds);
      const parcel = await io.runTask(
        'ship-parcel',
        async () => {
          await once(`${ctx.run.id}-ship`, payload.order);
          return { tracking: `KF-${payload.order}` };
        },
        { name: 'Ship the parcel' },
      );
      return { order: payload.order, paid: payment.amount, tracking: parcel.tracking };
    },
  });

  const app = express();
  const middleware = createMiddleware(client);
  app.use((request, response, next) => void middleware(request, response, next));
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
    listening.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  return {
    client,
    url: `http://127.0.0.1:${port}/api/trigger`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
