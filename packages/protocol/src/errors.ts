/**
 * Base of every error that a KongFlow package throws on purpose.
 *
 * Each package narrows `Code` to its own closed set and lists the codes in its README. Messages never hold a key or a
 * secret, so that they can be logged and shown.
 *
 * @example
 * class QueueError extends KongflowError<'UNKNOWN_TASK'> {}
 * throw new QueueError('UNKNOWN_TASK', 'No task is called "x"; see the task catalogue.');
 */
export class KongflowError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
