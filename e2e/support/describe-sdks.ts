import { describe } from 'vitest';
import { sdks, type Sdk } from './sdks.ts';

/**
 * Describes scenarios once per SDK. They mostly wait, so the SDKs run side by side; the tests of one SDK share an app and
 * run one after the other.
 */
export function describeSdks(what: string, scenarios: (sdk: Sdk) => void): void {
  for (const sdk of sdks) {
    describe.concurrent(`SDK ${sdk.version}`, () => {
      describe(`${what}:`, { concurrent: false }, () => {
        scenarios(sdk);
      });
    });
  }
}
