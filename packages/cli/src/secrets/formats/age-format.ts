import { CliError } from '../../errors.ts';

/** Loaded when it is needed: it takes an eighth of the time that a command takes to start. */
const loadAge = async () => import('age-encryption');

const armorHeader = '-----BEGIN AGE ENCRYPTED FILE-----';
const binaryHeader = 'age-encryption.org/';
const passphraseHeader = 'age-encryption.org/v1\n-> scrypt ';

/** age's own default: about a second of work for each guess at the passphrase. */
const WORK_FACTOR = 18;

/** Whether a file is encrypted with age, armored or not. */
export function isAgeFile(file: Buffer): boolean {
  return startsWith(file, binaryHeader) || startsWith(file, armorHeader);
}

function startsWith(file: Buffer, header: string): boolean {
  // Armor may have blank lines before it.
  return file.subarray(0, 1024).toString('latin1').trimStart().startsWith(header);
}

/**
 * Encrypts a text with a passphrase, armored; `age -d` decrypts it.
 * @param workFactor base-2 logarithm of scrypt's N. Default 18, as age has it.
 */
export async function encryptWithPassphrase(
  text: string,
  passphrase: string,
  workFactor = WORK_FACTOR,
): Promise<string> {
  const { armor, Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(workFactor);
  encrypter.setPassphrase(passphrase);
  return armor.encode(await encrypter.encrypt(text));
}

/**
 * Decrypts an age file with its passphrase.
 * @throws {CliError} `INVALID_FILE` when the passphrase is wrong, or the file was altered, cut off, or encrypted to a key
 */
export async function decryptWithPassphrase(file: Buffer, passphrase: string): Promise<Buffer> {
  const { armor, Decrypter } = await loadAge();
  const bytes = startsWith(file, armorHeader) ? decodeArmor(file, armor.decode) : file;
  if (!startsWith(bytes, passphraseHeader)) {
    throw new CliError(
      'INVALID_FILE',
      'The file is not encrypted with a passphrase but to a key, or is damaged. Decrypt it with age -d and pipe the result in.',
    );
  }
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return Buffer.from(await decrypter.decrypt(bytes));
  } catch (cause) {
    throw explain(cause);
  }
}

function decodeArmor(file: Buffer, decode: (text: string) => Uint8Array): Buffer {
  try {
    return Buffer.from(decode(file.toString('latin1')));
  } catch (cause) {
    throw new CliError('INVALID_FILE', 'The encrypted file is damaged: its armor is cut off or altered.', { cause });
  }
}

function explain(cause: unknown): CliError {
  const reason = cause instanceof Error ? cause.message : '';
  if (reason.includes('no identity matched')) {
    return new CliError('INVALID_FILE', 'The passphrase is wrong, or the head of the encrypted file was altered.', {
      cause,
    });
  }
  if (reason.includes('work factor')) {
    return new CliError('INVALID_FILE', 'The encrypted file asks for more work than is sound to derive its key.', {
      cause,
    });
  }
  return new CliError('INVALID_FILE', 'The encrypted file is damaged: it was altered or cut off.', { cause });
}
