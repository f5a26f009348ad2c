export type { EnvironmentDirectory, JobDirectory } from './context.ts';
export type { CreateEndpointInput } from './create-endpoint.ts';
export type { UrlPolicy } from './endpoint-url.ts';
export { ENDPOINTS_ERROR_CODES, EndpointsError } from './errors.ts';
export type { EndpointsErrorCode } from './errors.ts';
export type { Endpoint, EndpointIndex, EndpointIndexSource, EndpointIndexStatus } from './generated/models.ts';
export type { IndexEndpointInput } from './index-endpoint.ts';
export type { IndexFromHookInput } from './index-from-hook.ts';
export { describeIndex } from './index-status.ts';
export type { IndexStatusView } from './index-status.ts';
export type { StoredIndexStats } from './plan-registrations.ts';
export type {
  RegistrationEndpoint,
  RegistrationOutcome,
  RegistrationReference,
  RegistrationResult,
} from './registration.ts';
export type { EndpointsRepository } from './repository.ts';
export type { CreatedEndpoint } from './save-endpoint.ts';
export { EndpointsService } from './service.ts';
export type { EndpointsServiceOptions, EnvironmentScope } from './service.ts';
export type { ValidateEndpointInput } from './validate-endpoint.ts';
