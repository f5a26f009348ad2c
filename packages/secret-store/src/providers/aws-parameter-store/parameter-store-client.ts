import {
  type DeleteParametersCommand,
  type DeleteParametersCommandOutput,
  type DescribeParametersCommand,
  type DescribeParametersCommandOutput,
  type GetParametersCommand,
  type GetParametersCommandOutput,
  type PutParameterCommand,
  type PutParameterCommandOutput,
  SSMClient,
  type SSMClientConfig,
} from '@aws-sdk/client-ssm';

/** What the provider needs of an `SSMClient`. */
export interface ParameterStoreClient {
  send(command: GetParametersCommand): Promise<GetParametersCommandOutput>;
  send(command: PutParameterCommand): Promise<PutParameterCommandOutput>;
  send(command: DeleteParametersCommand): Promise<DeleteParametersCommandOutput>;
  send(command: DescribeParametersCommand): Promise<DescribeParametersCommandOutput>;
}

/** Makes the client of a provider that was given none. */
export function createClient(config: SSMClientConfig, maxAttempts: number): SSMClient {
  return new SSMClient({
    // The SDK's other mode, adaptive, slows all requests down when one kind is throttled, and listings have by far the
    // lowest quota.
    retryMode: 'standard',
    // By default the SDK waits for ever.
    requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    maxAttempts,
    ...config,
  });
}
