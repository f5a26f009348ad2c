import type { AddCommands } from '../command.ts';
import { addAuditCommand } from './audit-secrets.ts';
import { addDeleteCommand } from './delete-secrets.ts';
import { addExportCommand } from './export-secrets.ts';
import { addGetCommand } from './get-secret.ts';
import { addImportCommand } from './import-secrets.ts';
import { addListCommand } from './list-secrets.ts';
import { addRotateCommand } from './rotate-secrets.ts';
import { addSetCommand } from './set-secret.ts';
import { addVerifyCommand } from './verify-secrets.ts';

const ENVIRONMENT = `
Environment:
  DATABASE_URL                       PostgreSQL: secrets of the store DATABASE, and the audit log
  KONGFLOW_ENCRYPTION_KEY            encrypts secrets in the database; or a file: KONGFLOW_ENCRYPTION_KEY_FILE
  KONGFLOW_PREVIOUS_ENCRYPTION_KEYS  keys of before, separated by commas, which still decrypt
  SECRET_STORE                       DATABASE (default), AWS_PARAM_STORE or VAULT; the README has their variables
  KONGFLOW_ACTOR                     who is named in the audit log`;

/** `kongflow secrets` */
export const addSecretsCommands: AddCommands = (program, context, run) => {
  const parent = program
    .command('secrets')
    .summary('read, change, move and check secrets')
    .description(
      'Read, change, move and check secrets. Values are never taken from arguments, and shown only on demand.',
    )
    .enablePositionalOptions()
    .addHelpText('after', ENVIRONMENT);
  const group = { parent, context, run };
  addListCommand(group);
  addGetCommand(group);
  addSetCommand(group);
  addDeleteCommand(group);
  addImportCommand(group);
  addExportCommand(group);
  addRotateCommand(group);
  addAuditCommand(group);
  addVerifyCommand(group);
};
