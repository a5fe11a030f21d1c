/** Passwords, tokens and hashes. */
import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Secrets } from '../app/ports.js';

/** argon2id, 19 MiB, two passes: about 30 ms of CPU. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Checks cost memory and a core each; more at once would be a way to stop the service. */
const CHECKS_AT_ONCE = 2;

export function createSecrets(): Secrets {
  let nobody: Promise<string> | undefined;
  const inTurn = limitTo(CHECKS_AT_ONCE);
  return {
    hashPassword: (password) => hash(password, COST),
    checkPassword: (kept, password) =>
      inTurn(async () => {
        nobody ??= hash(randomBytes(16).toString('hex'), COST);
        const right = await verify(kept ?? (await nobody), password).catch(() => false);
        return kept !== undefined && right;
      }),
    newToken: () => randomBytes(24).toString('base64url'),
    digest: (data) => createHash('sha256').update(data).digest('hex'),
  };
}

/** Runs at most `count` at once; the others wait in line. */
function limitTo(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const line: (() => void)[] = [];
  return async (work) => {
    if (running >= count) await new Promise<void>((go) => line.push(go));
    running++;
    try {
      return await work();
    } finally {
      running--;
      line.shift()?.();
    }
  };
}
