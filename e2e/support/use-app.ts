import { afterAll, beforeAll } from 'vitest';
import { startApp, type AppOptions, type TestApp } from './app.ts';
import { startPlatform, type Platform } from './platform.ts';

/** A platform and an app that is connected to it, for the tests of one `describe`. */
export interface Scene {
  readonly platform: Platform;
  readonly app: TestApp;
}

/** Starts a platform and an app before the tests of the surrounding `describe`, and stops both after them. */
export function useApp(options: Omit<AppOptions, 'platform'>): Scene {
  let platform: Platform | undefined;
  let app: TestApp | undefined;
  beforeAll(async () => {
    platform = await startPlatform();
    app = await startApp({ ...options, platform });
  });
  afterAll(async () => {
    await platform?.stop();
    await app?.stop();
  });
  return {
    get platform() {
      return started(platform);
    },
    get app() {
      return started(app);
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('only usable inside of a test');
  return value;
}
