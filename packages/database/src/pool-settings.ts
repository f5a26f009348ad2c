import type { ClientConfig, Pool } from 'pg';

/** How the pool's clients connect, for one more client. */
export function poolSettings({ options }: Pool): ClientConfig {
  // The pool keeps its password out of enumeration, so that it is not logged: spreading loses it.
  const { password } = options;
  return { ...options, ...(password === undefined ? {} : { password }) };
}
