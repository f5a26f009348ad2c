import { z } from 'zod';
import { DatabaseError } from './errors.ts';

const milliseconds = z.number().int().nonnegative();

/** Connections that single statements share; see `Database.query`. */
export const PipelineConfigSchema = z.strictObject({
  /** Connections at most, beside those of the pool. Default 2. */
  connections: z.number().int().positive().default(2),
  /** Statements without an answer at most; more are refused. Default: as many as come. */
  maxPending: z.number().int().positive().optional(),
});

/** How to reach PostgreSQL; every value but the connection string has a default. */
export const DatabaseConfigSchema = z.strictObject({
  /** `postgres://user:password@host:port/database?sslmode=…`. */
  connectionString: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'must be a postgres:// URL'),
  /** Connections at most. Default 10. */
  max: z.number().int().positive().default(10),
  /** How long to wait for a free connection, and for a new one to open, in ms; 0 waits for ever. Default 10,000. */
  connectionTimeoutMs: milliseconds.default(10_000),
  /** When an unused connection is closed, in ms; 0 never. Default 30,000. */
  idleTimeoutMs: milliseconds.default(30_000),
  /** When the server cancels a statement, in ms; 0 never. Default 0. */
  statementTimeoutMs: milliseconds.default(0),
  /** When the server ends a session that leaves a transaction open and idle, in ms; 0 never. Default 60,000. */
  idleInTransactionTimeoutMs: milliseconds.default(60_000),
  /** Shown in `pg_stat_activity`. Default `kongflow`. */
  applicationName: z.string().max(63).default('kongflow'),
  /** Send single statements over connections that they share. Default: over the pool, one at a time on each. */
  pipeline: PipelineConfigSchema.optional(),
});

/** How statements share connections. */
export type PipelineConfig = z.input<typeof PipelineConfigSchema>;
/** The same with its defaults. */
export type ResolvedPipelineConfig = z.output<typeof PipelineConfigSchema>;
/** What a user writes. */
export type DatabaseConfig = z.input<typeof DatabaseConfigSchema>;
/** The same with every default filled in. */
export type ResolvedDatabaseConfig = z.output<typeof DatabaseConfigSchema>;

/**
 * Checks a configuration and fills in the defaults.
 * @throws {DatabaseError} `INVALID_CONFIG`, naming the fields; their values, which hold a password, are left out.
 */
export function parseDatabaseConfig(config: unknown): ResolvedDatabaseConfig {
  return parse(DatabaseConfigSchema, config);
}

/**
 * Checks the part of the configuration that is also ours with a pool of the caller's.
 * @throws {DatabaseError} `INVALID_CONFIG`.
 */
export function parsePipelineConfig(config: unknown): ResolvedPipelineConfig {
  return parse(PipelineConfigSchema, config);
}

function parse<Schema extends z.ZodType>(schema: Schema, config: unknown): z.output<Schema> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the configuration'}: ${issue.message}`,
  );
  throw new DatabaseError('INVALID_CONFIG', `The database configuration is wrong. ${problems.join('; ')}.`);
}
