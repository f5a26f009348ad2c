import { createRequire } from 'node:module';
import { createMiddleware } from '@trigger.dev/express';
import { eventTrigger, TriggerClient } from '@trigger.dev/sdk';

/**
 * One generation of the unmodified SDK. What the tests use of 2.1.9 is a subset of what 2.3.18 offers, so the types of
 * the newer one describe both.
 */
export interface Sdk {
  readonly version: string;
  readonly TriggerClient: typeof TriggerClient;
  readonly eventTrigger: typeof eventTrigger;
  readonly createMiddleware: typeof createMiddleware;
}

// Its own workspace, because an app of that time runs with the core that was released with its SDK.
const requireOld = createRequire(new URL('../sdk-2.1/package.json', import.meta.url));
const old: Pick<Sdk, 'TriggerClient' | 'eventTrigger'> = requireOld('@trigger.dev/sdk');
const oldExpress: Pick<Sdk, 'createMiddleware'> = requireOld('@trigger.dev/express');

/** The SDKs that every scenario runs with: the newest of v2 and the oldest that is still installable with its own core. */
export const sdks: readonly Sdk[] = [
  { version: '2.3.18', TriggerClient, eventTrigger, createMiddleware },
  {
    version: '2.1.9',
    TriggerClient: old.TriggerClient,
    eventTrigger: old.eventTrigger,
    createMiddleware: oldExpress.createMiddleware,
  },
];
