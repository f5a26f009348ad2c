import type { ParameterTier, SSMClientConfig } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { parseInput } from '../../secret-key.ts';
import type { ParameterStoreClient } from './parameter-store-client.ts';

/** How secrets are kept in AWS Systems Manager Parameter Store. Every option can be left out. */
export interface AwsParameterStoreProviderOptions {
  /** Sends the commands; it retries by its own configuration. Default: an `SSMClient`, made when it is first needed. */
  readonly client?: ParameterStoreClient | undefined;
  /** Of the client that is made here. Default: region and credentials of the environment, as in every AWS SDK. */
  readonly clientConfig?: SSMClientConfig | undefined;
  /** Hierarchy that all parameters are under, of at least one level. Default `/kongflow`. */
  readonly path?: string | undefined;
  /** KMS key that encrypts, as id, ARN or alias. Default: the account's `alias/aws/ssm`. */
  readonly kmsKeyId?: string | undefined;
  /** `Standard` takes up to 4 KB, `Advanced` up to 8 KB at a price. Default `Intelligent-Tiering`: Advanced where needed. */
  readonly tier?: ParameterTier | undefined;
  /** Most requests under way at once, over all calls of the provider. Default 5. */
  readonly concurrency?: number | undefined;
  /** Tries of a request that is throttled or fails on the way, for the client that is made here. Default 5. */
  readonly maxAttempts?: number | undefined;
}

/** The same with the defaults filled in. */
export interface AwsParameterStoreSettings {
  readonly client?: ParameterStoreClient | undefined;
  readonly clientConfig: SSMClientConfig;
  readonly path: string;
  readonly kmsKeyId?: string | undefined;
  readonly tier: ParameterTier;
  readonly concurrency: number;
  readonly maxAttempts: number;
}

const PathSchema = z
  .string()
  .max(300, 'must not be longer than 300 characters')
  .regex(/^(?:\/[\w.-]+){1,10}$/, 'must be 1 to 10 levels of letters, digits, "_", "." and "-", each after a "/"')
  .refine((path) => !/^\/(?:aws|ssm)/i.test(path), 'must not start with "/aws" or "/ssm", which AWS keeps to itself');

const OptionsSchema: z.ZodType<AwsParameterStoreSettings> = z.strictObject({
  client: z.custom<ParameterStoreClient>(isClient, 'must have a function "send", as SSMClient has').optional(),
  clientConfig: z.custom<SSMClientConfig>(isObject, 'must be the configuration of an SSMClient').default({}),
  path: PathSchema.default('/kongflow'),
  kmsKeyId: z.string().min(1).max(256).optional(),
  tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).default('Intelligent-Tiering'),
  concurrency: z.int().min(1).max(1000).default(5),
  maxAttempts: z.int().min(1).max(100).default(5),
});

/** Checks the options and fills in the defaults. @throws {SecretStoreError} `INVALID_INPUT` saying which option is wrong */
export function parseOptions(options: AwsParameterStoreProviderOptions): AwsParameterStoreSettings {
  return parseInput(OptionsSchema, options);
}

function isClient(value: unknown): boolean {
  return isObject(value) && 'send' in value && typeof value.send === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
