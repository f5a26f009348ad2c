import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Describer } from '../../src/database/describe.ts';
import { openScratchDatabase } from '../../src/database/scratch-database.ts';
import type { ConnectedDatabase } from './answers.ts';

/** Starts a server of its own with the schema on it. */
export async function openDatabase(schema: string): Promise<ConnectedDatabase> {
  const migrations = mkdtempSync(path.join(os.tmpdir(), 'kongflow-codegen-schema-'));
  writeFileSync(path.join(migrations, '0001_schema.sql'), `-- Up Migration\n${schema}\n-- Down Migration\n`);
  const database = await openScratchDatabase({ migrations }).finally(() => {
    rmSync(migrations, { recursive: true });
  });
  return { database, describer: await Describer.connect(database.url, 2) };
}
