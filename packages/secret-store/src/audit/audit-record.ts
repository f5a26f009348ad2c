import { z } from 'zod';
import { ActorSchema, SecretPrefixSchema } from '../secret-key.ts';
import { SECRET_ACTIONS, type SecretAuditRecord } from './audit.ts';

const MAX_RECORDS = 10_000;

/** Every action of the log. */
export const SecretActionSchema = z.enum(SECRET_ACTIONS);

/** The records of one `append`. Whatever passes, the database takes: one caller's records cannot fail a whole group. */
export const SecretAuditRecordsSchema: z.ZodType<readonly SecretAuditRecord[]> = z
  .array(
    z.object({
      actor: ActorSchema,
      action: SecretActionSchema,
      key: SecretPrefixSchema.nullable(),
      provider: ActorSchema,
      result: ActorSchema,
    }),
  )
  .max(MAX_RECORDS, `must not be more than ${MAX_RECORDS} at a time`);
