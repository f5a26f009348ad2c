/**
 * Makes a function that runs once: every caller, also a later one, gets the same promise. After a failure the next call
 * tries again.
 */
export function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  const forget = (): void => {
    result = undefined;
  };
  return () => {
    if (result === undefined) {
      result = work();
      result.catch(forget);
    }
    return result;
  };
}
