import { KongflowError } from '@kongflow/protocol';

/** Every code a `LifeCycleError` can carry. */
export const LIFE_CYCLE_ERROR_CODES = ['STOPPED'] as const;

/** A code of a `LifeCycleError`. */
export type LifeCycleErrorCode = (typeof LIFE_CYCLE_ERROR_CODES)[number];

/** Thrown by `Kongflow.start` where there is nothing left to start. */
export class LifeCycleError extends KongflowError<LifeCycleErrorCode> {
  override readonly name = 'LifeCycleError';
}
