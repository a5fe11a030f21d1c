/** Passwords, tokens, hashes, encryption and signatures. */
import { hash as digest, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Secrets } from '../app/ports.js';
import { createEncryption } from './encryption.js';
import { isSigned } from './oauth-signature.js';

/** argon2id, 19 MiB, two passes: about 30 ms of CPU. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** `key`: 32 bytes, asked for when something is first encrypted or decrypted. */
export function createSecrets(key: () => Uint8Array): Secrets {
  let nobody: Promise<string> | undefined;
  return {
    hashPassword: (password) => hash(password, COST),
    async checkPassword(kept, password) {
      nobody ??= hash(randomBytes(16).toString('hex'), COST);
      const right = await verify(kept ?? (await nobody), password).catch(() => false);
      return kept !== undefined && right;
    },
    newToken: () => randomBytes(24).toString('base64url'),
    digest: (data) => digest('sha256', data),
    ...createEncryption(key),
    isSigned,
  };
}
