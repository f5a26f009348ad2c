export type { Authentication, AuthenticateOptions } from './authenticate.ts';
export { parseAuthorizationHeader } from './authorization-header.ts';
export type { ApiKeyType, PresentedApiKey } from './authorization-header.ts';
export type { ApiAuthRepository } from './repository.ts';
export { ApiAuthService } from './service.ts';
export type { ApiAuthServiceOptions } from './service.ts';
