import { z } from 'zod';
import { SecretStoreError, type SecretStoreErrorCode } from '../../errors.ts';

/** A request that failed: enough to say so. */
export interface FailedRequest {
  /** What could not be done, as the start of a sentence. */
  readonly what: string;
  /** The permission it takes. */
  readonly action: string;
  /** The secret, where it is about one. */
  readonly key?: string | undefined;
  /** Size of the value that was sent, in bytes. */
  readonly bytes?: number | undefined;
}

// Of the answer only what has the form of an identifier is passed on: messages of AWS quote values.
const identifier = (pattern: RegExp) => z.string().regex(pattern).optional().catch(undefined);

const AwsErrorSchema = z.object({
  name: identifier(/^[A-Za-z]{1,100}$/),
  code: identifier(/^[A-Z][A-Z0-9_]{1,60}$/),
  message: z.string().optional().catch(undefined),
  $metadata: z
    .object({
      httpStatusCode: z.number().optional().catch(undefined),
      requestId: identifier(/^[\w-]{1,100}$/),
      attempts: z.number().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

type AwsError = z.infer<typeof AwsErrorSchema>;
type Reason = readonly [code: SecretStoreErrorCode, mend: string];

const throttled: Reason = [
  'PROVIDER_UNAVAILABLE',
  'Try again later, lower `concurrency`, raise `maxAttempts`, or raise the throughput quota of Parameter Store.',
];
const badCredentials: Reason = [
  'PROVIDER_DENIED',
  'Check the credentials that the AWS SDK finds: environment, profile, role of the container or instance.',
];
const notAllowed = (action: string): Reason => [
  'PROVIDER_DENIED',
  `Allow ${action} to the role that is used, and with a KMS key of your own kms:Encrypt and kms:Decrypt.`,
];
const tooLarge: Reason = [
  'SECRET_TOO_LARGE',
  'AWS wants the tier `Advanced` for values over 4096 bytes: set the option `tier`.',
];

const REASONS: Readonly<Record<string, Reason>> = {
  ThrottlingException: throttled,
  Throttling: throttled,
  ThrottledException: throttled,
  RequestLimitExceeded: throttled,
  TooManyRequestsException: throttled,
  TooManyUpdates: ['PROVIDER_UNAVAILABLE', 'Others are writing the same parameter: try again later.'],
  CredentialsProviderError: badCredentials,
  TokenProviderError: badCredentials,
  UnrecognizedClientException: badCredentials,
  InvalidClientTokenId: badCredentials,
  InvalidSignatureException: badCredentials,
  SignatureDoesNotMatch: badCredentials,
  IncompleteSignature: badCredentials,
  IncompleteSignatureException: badCredentials,
  MissingAuthenticationToken: badCredentials,
  MissingAuthenticationTokenException: badCredentials,
  ExpiredToken: badCredentials,
  ExpiredTokenException: badCredentials,
  RequestExpired: badCredentials,
  OptInRequired: badCredentials,
  InvalidKeyId: [
    'PROVIDER_REJECTED',
    'Check that the KMS key (`kmsKeyId`) exists in this region, is enabled and may be used.',
  ],
  ParameterLimitExceeded: [
    'PROVIDER_REJECTED',
    'The account has as many parameters in this region as it may: delete some, or set the option `tier` to `Advanced`.',
  ],
  ParameterMaxVersionLimitExceeded: [
    'PROVIDER_REJECTED',
    'The oldest of its 100 versions cannot make room because it has a label: move the label to a newer version.',
  ],
  HierarchyTypeMismatchException: [
    'PROVIDER_REJECTED',
    'It exists and is no SecureString, and AWS does not change types: delete it, then set it anew.',
  ],
  ParameterPatternMismatchException: [
    'PROVIDER_REJECTED',
    'It exists with an allowed pattern that the value does not match.',
  ],
};

/**
 * Turns what the AWS SDK threw into an error of the store. Name, request id and missing permission are kept; the message
 * and the error itself are not, because messages of AWS can quote the value that was sent.
 */
export function describeFailure(error: unknown, request: FailedRequest): SecretStoreError {
  const parsed = AwsErrorSchema.safeParse(error);
  const failed: AwsError = parsed.success ? parsed.data : {};
  const [code, mend] = findReason(failed, request);
  const missing = missingPermission(failed);
  const attempts = failed.$metadata?.attempts ?? 1;
  const facts = [
    failed.name ?? 'unknown error',
    failed.code,
    missing === undefined ? undefined : `${missing} is not allowed`,
    failed.$metadata?.requestId === undefined ? undefined : `request ${failed.$metadata.requestId}`,
    attempts > 1 ? `${attempts} attempts` : undefined,
  ].filter((fact) => fact !== undefined);
  return new SecretStoreError(
    code,
    `${request.what} (${facts.join(', ')}). ${mend}`,
    request.key === undefined ? {} : { key: request.key },
  );
}

function findReason({ name, code, $metadata }: AwsError, { action, bytes }: FailedRequest): Reason {
  const known = name === undefined ? undefined : REASONS[name];
  if (known !== undefined) return known;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) {
    // A code is of Node.js: the connection failed. Without one the SDK could not even make the request.
    return code !== undefined || name === 'TimeoutError' || name === 'AbortError'
      ? ['PROVIDER_UNAVAILABLE', 'Check the network, the endpoint and the region.']
      : [
          'PROVIDER_REJECTED',
          'No request was made: check the region (AWS_REGION) and the configuration of the client.',
        ];
  }
  if (status === 429) return throttled;
  if (status >= 500) return ['PROVIDER_UNAVAILABLE', 'AWS has a fault: try again later.'];
  if (status === 401 || status === 403 || name === 'AccessDeniedException') return notAllowed(action);
  if (name === 'ValidationException' && bytes !== undefined && bytes > 4096) return tooLarge;
  return ['PROVIDER_REJECTED', 'AWS refused the request: CloudTrail has its reason under this request id.'];
}

// «User … is not authorized to perform: kms:Decrypt on …»: without it nobody could tell which of the two services refused.
function missingPermission({ message }: AwsError): string | undefined {
  return message?.match(/not authorized to perform: ((?:ssm|kms):[A-Z][A-Za-z]{2,40})\b/)?.[1];
}
