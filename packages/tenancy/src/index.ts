export { toAuthenticatedEnvironment } from './authenticated-environment.ts';
export type {
  AuthenticatedEnvironment,
  EnvironmentOrganization,
  EnvironmentProject,
  EnvironmentRow,
} from './authenticated-environment.ts';
export type { CreateEnvironmentInput } from './create-environment.ts';
export type { CreateOrganizationInput } from './create-organization.ts';
export type { CreatedProject, CreateProjectInput } from './create-project.ts';
export type { CreateUserInput } from './create-user.ts';
export type { EnvironmentCacheOptions } from './environment-cache.ts';
export { hashApiKey } from './environment-keys.ts';
export { TENANCY_ERROR_CODES, TenancyError } from './errors.ts';
export type { TenancyErrorCode } from './errors.ts';
export type { ExternalAccount, Organization, Project, RuntimeEnvironmentType, User } from './generated/models.ts';
export { randomText } from './random-text.ts';
export type { RandomText } from './random-text.ts';
export type { RegenerateKeysInput } from './regenerate-keys.ts';
export type { TenancyRepository } from './repository.ts';
export { TenancyService } from './service.ts';
export type { EnvironmentSummary, TenancyServiceOptions } from './service.ts';
export type { UpsertExternalAccountInput } from './upsert-external-account.ts';
