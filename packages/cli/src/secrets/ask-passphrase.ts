import type { Environment } from '../command.ts';
import { CliError } from '../errors.ts';
import { decodeText, readNamedFile } from '../files/read-file.ts';
import { isInteractive, type Terminal } from '../terminal.ts';

const VARIABLE = 'KONGFLOW_EXPORT_PASSPHRASE';
/** Shorter ones are guessed, whatever a guess costs. */
const MIN_LENGTH = 8;

/** Where a passphrase may come from. */
export interface PassphraseSource {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** A file whose first line it is; undefined for none. */
  readonly file: string | undefined;
}

/** The passphrase of a file to be written: where it is typed, it is typed twice. @throws {CliError} `USAGE`, `CANCELLED` */
export async function choosePassphrase(source: PassphraseSource): Promise<string> {
  const given = await givenPassphrase(source);
  const passphrase = given ?? (await ask(source, `Passphrase, at least ${MIN_LENGTH} characters (it is not shown)`));
  if (passphrase.length < MIN_LENGTH) {
    throw new CliError('USAGE', `The passphrase is too short: it must have at least ${MIN_LENGTH} characters.`);
  }
  if (given === null && (await ask(source, 'The same passphrase again')) !== passphrase) {
    throw new CliError('USAGE', 'The two passphrases differ. Try again.');
  }
  return passphrase;
}

/** The passphrase of a file to be read. @throws {CliError} `USAGE`, `CANCELLED` */
export async function askPassphrase(source: PassphraseSource): Promise<string> {
  return (await givenPassphrase(source)) ?? ask(source, 'Passphrase of the file (it is not shown)');
}

async function givenPassphrase({ env, file }: PassphraseSource): Promise<string | null> {
  if (file !== undefined) return decodeText(await readNamedFile(file)).replace(/\r?\n[^]*$/, '');
  const value = env[VARIABLE];
  return value === undefined || value === '' ? null : value;
}

async function ask({ terminal }: PassphraseSource, question: string): Promise<string> {
  if (isInteractive(terminal)) return terminal.askHidden(question);
  throw new CliError(
    'USAGE',
    `There is no terminal to ask for the passphrase. Set ${VARIABLE}, or name a file that holds it with --passphrase-file.`,
  );
}
