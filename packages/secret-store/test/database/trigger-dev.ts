import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A value of trigger.dev's table `SecretStore`, version 2. */
export interface TriggerDevValue {
  nonce: string;
  ciphertext: string;
  tag: string;
}

/** What trigger.dev does, apart from our code: its key is the text of ENCRYPTION_KEY, byte for byte. */
export function encryptAsTriggerDev(encryptionKey: string, text: string): TriggerDevValue {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce);
  const ciphertext = cipher.update(text, 'utf8', 'hex') + cipher.final('hex');
  return { nonce: nonce.toString('hex'), ciphertext, tag: cipher.getAuthTag().toString('hex') };
}

export function decryptAsTriggerDev(encryptionKey: string, value: TriggerDevValue): string {
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey, Buffer.from(value.nonce, 'hex'));
  decipher.setAuthTag(Buffer.from(value.tag, 'hex'));
  return decipher.update(value.ciphertext, 'hex', 'utf8') + decipher.final('utf8');
}
