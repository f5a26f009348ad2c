/** A JSON value as PostgreSQL returns it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a JSON parameter accepts: readonly values too, and absent properties, which JSON leaves out. */
export type JsonInput =
  | null
  | boolean
  | number
  | string
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput | undefined };
