import { EnvelopeCipher, keyringWrapper } from '@kongflow/encryption';
import { describe, it } from 'vitest';
import { secretProviderConformance } from '../../src/conformance/index.ts';
import { setup } from './setup.ts';

const bundle = setup();

describe('DatabaseSecretProvider meets the contract of providers: it', () => {
  // eslint-disable-next-line vitest/expect-expect -- the cases assert by themselves
  it.each(secretProviderConformance)('$name', ({ run }) => run(bundle().provider));
});

describe('with envelopes it', () => {
  // eslint-disable-next-line vitest/expect-expect -- the cases assert by themselves
  it.each(secretProviderConformance)('$name', ({ run }) => {
    const { keyring, providerWith } = bundle();
    return run(providerWith({ cipher: new EnvelopeCipher({ wrapper: keyringWrapper(keyring) }) }));
  });
});
