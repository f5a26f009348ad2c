import { z } from 'zod';
import { SecretStoreError, type SecretStoreErrorCode } from '../../errors.ts';
import type { VaultAnswer, VaultRequest } from './vault-transport.ts';

const ErrorsSchema = z.object({ errors: z.array(z.string()) });

// What Vault says can quote what it was sent. So nothing is passed on but these words, where it says them.
const KNOWN_WORDS = [
  'cannot write to a path ending in',
  'check-and-set parameter did not match the current version',
  'check-and-set parameter required for this call',
  'invalid role ID',
  'invalid role or secret ID',
  'invalid secret id',
  'invalid token',
  'lease count quota exceeded',
  'missing client token',
  'namespace not found',
  'no handler for route',
  'permission denied',
  'rate limit quota exceeded',
  'relative paths not supported',
  'required index state not present',
  'too large',
  'unsupported operation',
  'unsupported path',
  'Upgrading from non-versioned to versioned data',
  'Vault is sealed',
] as const;

/** Words of Vault that decide what is done next. */
export type KnownWords = (typeof KNOWN_WORDS)[number];

/** Whether Vault's errors have these words in them. */
export function says(answer: VaultAnswer, words: KnownWords): boolean {
  return errorsOf(answer).some((error) => error.includes(words));
}

/** Whether Vault answered that there is nothing, and not something else that stands in its place. */
export function isNothing({ status, body }: VaultAnswer): boolean {
  if (status !== 404) return false;
  const errors = ErrorsSchema.safeParse(body);
  if (errors.success) return errors.data.errors.length === 0;
  // A version that was deleted is answered with its metadata.
  return z.object({ data: z.object({}) }).safeParse(body).success;
}

/** Tells status and cause of an answer: `status 403, permission denied`. */
export function describeAnswer(answer: VaultAnswer): string {
  const words = KNOWN_WORDS.filter((known) => says(answer, known));
  return [`status ${answer.status}`, ...words].join(', ');
}

/** The error of an answer that means failure. Neither token nor secret can be in it. */
export function describeFailure(request: VaultRequest, answer: VaultAnswer): SecretStoreError {
  const [code, mend] = findReason(request, answer);
  return failure(code, request, `Vault answered ${describeAnswer(answer)}. ${mend}`);
}

/** An error of a request. @param reason a sentence or more. */
export function failure(code: SecretStoreErrorCode, request: VaultRequest, reason: string): SecretStoreError {
  return new SecretStoreError(
    code,
    `${request.what} failed: ${reason}`,
    request.key === undefined ? {} : { key: request.key },
  );
}

function findReason(request: VaultRequest, answer: VaultAnswer): readonly [SecretStoreErrorCode, string] {
  const { path, capability } = request;
  if (isTooLarge(answer)) {
    return [
      'SECRET_TOO_LARGE',
      'Store less, or raise max_request_size of its listener and max_entry_size of its storage.',
    ];
  }
  if (answer.status === 401 || answer.status === 403) {
    return says(answer, 'invalid token') || says(answer, 'missing client token')
      ? ['PROVIDER_DENIED', 'The token is wrong, expired or revoked: give a valid one.']
      : [
          'PROVIDER_DENIED',
          `Let a policy of the token allow ${capability} on ${path}, and check that the token is valid.`,
        ];
  }
  if (says(answer, 'no handler for route') || says(answer, 'namespace not found')) {
    return ['PROVIDER_REJECTED', `Nothing is mounted at ${path.split('/')[0]}: check \`mount\` and \`namespace\`.`];
  }
  if (answer.status === 404) return ['PROVIDER_REJECTED', 'This is not how Vault answers: check `address`.'];
  if (answer.status < 300) {
    return [
      'PROVIDER_REJECTED',
      'This is not the answer of a KV version 2 secrets engine: check `address` and `mount`.',
    ];
  }
  return ['PROVIDER_REJECTED', `The log of Vault tells more about ${request.method} ${path}.`];
}

/** Whether a value is more than Vault or its storage takes; it says so with several statuses. */
export function isTooLarge(answer: VaultAnswer): boolean {
  return answer.status === 413 || (answer.status >= 400 && says(answer, 'too large'));
}

function errorsOf(answer: VaultAnswer): readonly string[] {
  const parsed = ErrorsSchema.safeParse(answer.body);
  return parsed.success ? parsed.data.errors : [];
}
