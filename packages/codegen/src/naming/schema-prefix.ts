/** What stands before the names of a schema's things: nothing in `public`, `billing_` in `billing`. */
export function schemaPrefix({ schema }: { readonly schema: string }): string {
  return schema === 'public' || schema === 'pg_catalog' ? '' : `${schema}_`;
}
