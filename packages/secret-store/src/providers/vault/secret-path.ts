import { SecretKeySchema } from '../../secret-key.ts';

const EMPTY_SEGMENT = '~';

// Letters that Vault takes in a path, whichever Unicode version it knows: it refuses what it does not know as printable.
// A fixed list, as what Node.js knows changes with its version, and names must not.
const letters = [
  '\u00a1-\u00ac\u00ae-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u052f\u1e00-\u1eff', // Latin, Greek, Cyrillic
  '\u3001-\u303f\u3041-\u3096\u3099-\u30ff\u4e00-\u9fa5\uac00-\ud7a3\uff01-\uff5e', // Chinese, Japanese, Korean
].join('');

const escaped = new RegExp(String.raw`(?<=\.)\.|^ | $|[~%\\?#]|[^\x20-\x7e${letters}]`, 'gu');
const escapes = /(?:~[\dA-F]{2})+/g;

/**
 * Path of a key below the provider's folder, reversibly. Each `/` begins a folder and ordinary characters stay as they are:
 * `environments/42/DB_URL` is the secret `<path>/environments/42/DB_URL`.
 *
 * - `~`, `%`, `\`, `?`, `#`, a space at either end of a name, a dot after a dot, and characters that Vault may refuse become
 *   their UTF-8 bytes, each as `~` and two hex digits: `100%` is `100~25`.
 * - A name without characters is `~`: `a//b` is `a/~/b`. The name `.` is `~2E`.
 */
export function toSecretPath(key: string): string {
  return key.split('/').map(encodeName).join('/');
}

/** The name that a path of Vault has in keys; null when no key has it. */
export function fromPathName(name: string): string | null {
  const decoded =
    name === EMPTY_SEGMENT
      ? ''
      : name.replace(escapes, (run) => Buffer.from(run.replaceAll('~', ''), 'hex').toString('utf8'));
  return !decoded.includes('/') && encodeName(decoded) === name ? decoded : null;
}

/** Whether a text that was put together from names is a key; a secret made by hand can have a name that is too long. */
export function isKey(text: string): boolean {
  return SecretKeySchema.safeParse(text).success;
}

function encodeName(name: string): string {
  if (name === '') return EMPTY_SEGMENT;
  if (name === '.') return '~2E';
  return name.replace(escaped, (character) =>
    Buffer.from(character, 'utf8')
      .toString('hex')
      .toUpperCase()
      .replaceAll(/../g, (byte) => `~${byte}`),
  );
}
