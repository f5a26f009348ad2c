import type { Json } from '@kongflow/protocol';

/** Secrets by name, as a file holds them: the names are keys without the prefix of the export or import. */
export type SecretDocument = ReadonlyMap<string, Json>;

/** The formats that files of secrets have. */
export const DOCUMENT_FORMATS = ['json', 'dotenv'] as const;

/** A format of files of secrets. */
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];
