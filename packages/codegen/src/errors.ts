import type { Diagnostic } from './diagnostic.ts';

/** Why a run could not be carried out at all; mistakes in queries are diagnostics, not errors. */
export type CodegenErrorCode = 'USAGE' | 'CONFIG' | 'FILE' | 'DATABASE' | 'SERVER_TOO_OLD' | 'MIGRATION';

/**
 * An error of use, configuration or infrastructure: exit code 2.
 * The package stands alone, so this is the one error class of the house that does not build on `KongflowError`.
 */
export class CodegenError extends Error {
  readonly code: CodegenErrorCode;
  /** The places that it is about: where the config does not fit, or a migration fails. The message shows them too. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    code: CodegenErrorCode,
    message: string,
    options?: ErrorOptions & { readonly diagnostics?: readonly Diagnostic[] | undefined },
  ) {
    super(message, options);
    this.name = 'CodegenError';
    this.code = code;
    this.diagnostics = options?.diagnostics ?? [];
  }
}
