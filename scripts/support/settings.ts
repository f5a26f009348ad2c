import path from 'node:path';
import { z } from 'zod';

const PORT_RULE = 'must be a whole number from 0 to 65535';
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const SettingsSchema = z.object({
  /** TCP port of the API; 0 takes a free one. */
  PORT: z
    .string()
    .default('3030')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, PORT_RULE),
  /** Folder for the embedded database, the encryption key and the env files. */
  KONGFLOW_DATA_DIR: z.string().default('.data'),
  /** A PostgreSQL of one's own instead of the embedded one. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  /** 32 bytes that encrypt API keys at rest; made on the first start and kept in the data directory by default. */
  KONGFLOW_ENCRYPTION_KEY: z.string().optional(),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { errorMap: () => ({ message: `must be one of ${LOG_LEVELS.join(', ')}` }) })
    .default('info'),
  /** How long the job of the demo waits between its steps, in seconds. */
  DEMO_WAIT_SECONDS: z
    .string()
    .default('2')
    .refine((text) => /^\d{1,4}(\.\d+)?$/.test(text), 'must be a number of seconds below 10000'),
});

/** Settings of `npm start` and `npm run demo`. */
export interface Settings {
  readonly port: number;
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  readonly encryptionKey: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly demoWaitSeconds: number;
}

/** A variable that cannot be used; the message names each, says what it must be, and holds no value (one is a secret). */
export class SettingsError extends Error {}

/**
 * Reads the settings from environment variables.
 *
 * @throws SettingsError when one is wrong
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  // A variable that is set to nothing counts as not set.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = SettingsSchema.safeParse(set);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map(({ path: [variable], message }) => `${String(variable)} ${message}.`).join('\n'),
    );
  }
  const { data } = parsed;
  return {
    port: Number(data.PORT),
    dataDirectory: path.resolve(data.KONGFLOW_DATA_DIR),
    databaseUrl: data.DATABASE_URL,
    encryptionKey: data.KONGFLOW_ENCRYPTION_KEY,
    logLevel: data.LOG_LEVEL,
    demoWaitSeconds: Number(data.DEMO_WAIT_SECONDS),
  };
}

/** The settings of this process; ends it with status 2 and a line for each that is wrong. */
export function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return process.exit(2);
  }
}
