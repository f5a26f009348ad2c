import { createDecipheriv, createHmac, hkdfSync, scryptSync } from 'node:crypto';

/**
 * Decrypts a passphrase file of age as https://age-encryption.org/v1 describes it, on nothing but Node's own primitives:
 * what this reads, every implementation reads.
 */
export function decryptBySpecification(armored: string, passphrase: string): string {
  const file = Buffer.from(armored.replaceAll(/-----[^-]+-----|\n/g, ''), 'base64');
  const header = file.subarray(0, file.indexOf('\n---') + 4);
  const [version, stanza = '', body = ''] = header.toString('latin1').split('\n');
  const [arrow, type, salt = '', workFactor] = stanza.split(' ');
  if (version !== 'age-encryption.org/v1' || arrow !== '->' || type !== 'scrypt') throw new Error('another format');

  const N = 2 ** Number(workFactor);
  const saltBytes = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), Buffer.from(salt, 'base64')]);
  const wrapKey = scryptSync(passphrase, saltBytes, 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 });
  const fileKey = open(wrapKey, Buffer.alloc(12), Buffer.from(body, 'base64'));

  const macStart = header.length + 1;
  const macEnd = file.indexOf('\n', macStart);
  const mac = createHmac('sha256', derive(fileKey, Buffer.alloc(0), 'header'))
    .update(header)
    .digest();
  if (!mac.equals(Buffer.from(file.subarray(macStart, macEnd).toString('latin1'), 'base64'))) throw new Error('MAC');

  const nonce = file.subarray(macEnd + 1, macEnd + 17);
  return openStream(derive(fileKey, nonce, 'payload'), file.subarray(macEnd + 17)).toString('utf8');
}

/** Chunks of 64 KiB; the nonce counts them, and its last byte marks the last one. */
function openStream(key: Buffer, payload: Buffer): Buffer {
  const chunks: Buffer[] = [];
  const size = 64 * 1024 + 16;
  for (let index = 0; index * size < payload.length; index += 1) {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(index, 7);
    nonce.writeUInt8((index + 1) * size >= payload.length ? 1 : 0, 11);
    chunks.push(open(key, nonce, payload.subarray(index * size, (index + 1) * size)));
  }
  return Buffer.concat(chunks);
}

function derive(key: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, 32));
}

function open(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}
