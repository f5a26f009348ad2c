export { bootstrap, type BootstrapOptions, type BootstrapResult } from './bootstrap.ts';
export { createKongflow } from './create-kongflow.ts';
export { LIFE_CYCLE_ERROR_CODES, LifeCycleError, type LifeCycleErrorCode } from './errors.ts';
export type { Kongflow } from './kongflow.ts';
export type { KongflowOptions, SecretAuditSettings, SecretStoreSettings, WorkerOptions } from './options.ts';
