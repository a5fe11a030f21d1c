/** Secrets that have to be read again: AES-256-GCM, as base64url of nonce, tag and text. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secrets } from '../app/ports.js';

const CIPHER = 'aes-256-gcm';
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** `key` is asked for on first need: 32 bytes. */
export function createEncryption(key: () => Uint8Array): Pick<Secrets, 'encrypt' | 'decrypt'> {
  let known: Uint8Array | undefined;
  const theKey = () => {
    known ??= key();
    return known;
  };
  return {
    encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, theKey(), nonce, { authTagLength: TAG_BYTES });
      const bytes = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...bytes]).toString('base64url');
    },
    decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64url');
      const decipher = createDecipheriv(CIPHER, theKey(), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        throw new Error('a secret was encrypted with another key than VITRINE_SECRET_KEY or the file secret.key');
      }
    },
  };
}
