import { SecretStoreError } from '../errors.ts';

/**
 * Loads a module that stands on an optional package.
 * @param dependency name of the package.
 * @throws {SecretStoreError} `UNSUPPORTED_PROVIDER` when it is not installed
 */
export async function loadOptional<Module>(dependency: string, importModule: () => Promise<Module>): Promise<Module> {
  try {
    return await importModule();
  } catch (cause) {
    if (!isMissing(cause, dependency)) throw cause;
    const message = `The provider needs the package ${dependency}, which is not installed: npm install ${dependency}`;
    throw new SecretStoreError('UNSUPPORTED_PROVIDER', message, { cause });
  }
}

function isMissing(error: unknown, dependency: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${dependency}'`)
  );
}
