/** The key that secrets are encrypted with, where the settings name none: a file for its owner alone, made on first need. */
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/** Several that come first at once all get the same. Throws where the file holds something else. */
export function keyInFile(path: string): Uint8Array {
  const kept = readKey(path) ?? makeKey(path);
  if (kept.length !== KEY_BYTES) throw new Error('the file secret.key in the data folder is damaged');
  return kept;
}

function readKey(path: string): Buffer | undefined {
  try {
    return Buffer.from(readFileSync(path, 'ascii').trim(), 'hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** It appears whole, or another process's does; durable before anything is encrypted with it. */
function makeKey(path: string): Buffer {
  const aside = `${path}.${randomUUID()}`;
  const file = openSync(aside, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    fsyncSync(file);
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    rmSync(aside, { force: true });
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return readKey(path) ?? Buffer.alloc(0);
}
