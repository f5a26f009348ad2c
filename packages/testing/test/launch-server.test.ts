import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serverAccount } from '../src/account.ts';
import { locateBinaries, prepareBinaries } from '../src/binaries.ts';
import { createThrowaway } from '../src/data-directory.ts';
import { launchServer, type LaunchOptions } from '../src/launch-server.ts';

async function listen(): Promise<{ blocker: Server; port: number }> {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const address = blocker.address();
  return { blocker, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

async function setup(): Promise<LaunchOptions> {
  const account = serverAccount();
  const binaries = await prepareBinaries(locateBinaries(), account);
  const data = await createThrowaway(binaries, account, false);
  onTestFinished(async () => {
    await data.handle.close();
    await rm(data.throwaway ?? '', { recursive: true, force: true });
  });
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
  return { binaries, data, settings, timeoutMs: 60_000 };
}

test('a port taken between choosing and binding it is chosen anew', async () => {
  const options = await setup();
  const taken = await listen();
  const free = await listen();
  await new Promise((resolve) => free.blocker.close(resolve));
  onTestFinished(async () => void (await new Promise((resolve) => taken.blocker.close(resolve))));

  const offers = [taken.port, taken.port, free.port];
  const server = await launchServer(options, async () => offers.shift() ?? 0);
  expect(server.port).toBe(free.port);
  server.guarded.interrupt();
  await server.exited;
});

test('after five taken ports it gives up', async () => {
  const options = await setup();
  const taken = await listen();
  let asked = 0;
  const choose = async (): Promise<number> => {
    asked++;
    return taken.port;
  };
  await expect(launchServer(options, choose)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  expect(asked).toBe(5);
  await new Promise((resolve) => taken.blocker.close(resolve));
});
