import { GetParametersCommand, ParameterAlreadyExists, PutParameterCommand, TooManyUpdates } from '@aws-sdk/client-ssm';
import { SecretStoreError } from '../../errors.ts';
import type { ProvidedSecret } from '../provider.ts';
import type { ParameterStoreContext } from './context.ts';
import { describeFailure, type FailedRequest } from './describe-failure.ts';
import type { ParameterStoreClient } from './parameter-store-client.ts';
import { toParameterValue } from './parameter-value.ts';

/** A parameter as it is to be written. */
export interface ParameterWrite {
  readonly key: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly value: string;
  readonly bytes: number;
}

/** Makes the parameter of a secret. @throws {SecretStoreError} `SECRET_TOO_LARGE` when its tier cannot take it */
export function toParameter({ names, settings }: ParameterStoreContext, { key, text }: ProvidedSecret): ParameterWrite {
  const { name, isDigest } = names.encode(key);
  const value = toParameterValue(text);
  const bytes = Buffer.byteLength(value, 'utf8');
  const limit = settings.tier === 'Standard' ? 4096 : 8192;
  if (bytes > limit) {
    const mend =
      settings.tier === 'Standard' ? 'Set the option `tier` to `Advanced` for up to 8192, or split it.' : 'Split it.';
    throw new SecretStoreError(
      'SECRET_TOO_LARGE',
      `The secret ${key} has ${bytes} bytes as JSON; Parameter Store takes ${limit}. ${mend}`,
      { key },
    );
  }
  return { key, name, description: isDigest ? key : undefined, value, bytes };
}

/** Writes one parameter. @returns whether it was written; false only with `ifAbsent`, when it existed */
export async function putParameter(
  { client, settings }: ParameterStoreContext,
  { key, name, description, value, bytes }: ParameterWrite,
  ifAbsent: boolean,
): Promise<boolean> {
  const command = new PutParameterCommand({
    Name: name,
    Value: value,
    Type: 'SecureString',
    Tier: settings.tier,
    Overwrite: !ifAbsent,
    KeyId: settings.kmsKeyId,
    Description: description,
  });
  retryConcurrentUpdates(command);
  try {
    await client().send(command);
    return true;
  } catch (error) {
    const failed = {
      what: `The secret ${key} could not be written to parameter ${name}`,
      action: 'ssm:PutParameter',
      key,
      bytes,
    };
    if (!ifAbsent || !isError(error, 'ParameterAlreadyExists')) throw describeFailure(error, failed);
    return wasRetried(error) && (await isOwn(client(), name, value, failed));
  }
}

/**
 * AWS takes one update of a parameter at a time and refuses the others with an error that the SDK does not retry by itself.
 */
function retryConcurrentUpdates(command: PutParameterCommand): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof TooManyUpdates) error.$retryable = { throttling: true };
        throw error;
      }
    },
    { name: 'retryConcurrentUpdates', step: 'finalizeRequest', priority: 'low' },
  );
}

function isError(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

function wasRetried(error: Error): boolean {
  return error instanceof ParameterAlreadyExists && (error.$metadata.attempts ?? 1) > 1;
}

// The answer to an earlier attempt may have been lost after it created the parameter.
async function isOwn(
  client: ParameterStoreClient,
  name: string,
  value: string,
  failed: FailedRequest,
): Promise<boolean> {
  try {
    const found = await client.send(new GetParametersCommand({ Names: [name], WithDecryption: true }));
    const [parameter] = found.Parameters ?? [];
    return parameter?.Version === 1 && parameter.Value === value;
  } catch (error) {
    throw describeFailure(error, { ...failed, action: 'ssm:GetParameters' });
  }
}
