/** Secrets that are read again, and the file with their key. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEncryption } from '../../src/security/encryption.js';
import { keyInFile } from '../../src/security/secret-key.js';

const withKey = (byte: number) => createEncryption(() => new Uint8Array(32).fill(byte));
const { encrypt, decrypt } = withKey(1);

describe('encryption', () => {
  test('whatever is encrypted comes back, never twice in the same form, and is not to be seen', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => text.isWellFormed()),
        (text) => {
          expect(decrypt(encrypt(text))).toBe(text);
          expect(encrypt(text)).not.toBe(encrypt(text));
          expect(encrypt(text)).toMatch(/^[\w-]+$/);
        },
      ),
    );
    expect(Buffer.from(encrypt('x'.repeat(32)), 'base64url').toString('latin1')).not.toContain('xxxx');
  });

  test('what was changed in any place, cut, or made with another key does not', () => {
    const encrypted = encrypt('a secret');
    const bytes = Buffer.from(encrypted, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => decrypt(changed.toString('base64url')), `byte ${at}`).toThrow('another key');
    }
    for (const cut of ['', encrypted.slice(0, 10), encrypted.slice(0, 38), encrypted.slice(0, -2)]) expect(() => decrypt(cut)).toThrow();
    expect(() => withKey(2).decrypt(encrypted)).toThrow('another key');
  });

  test('the key is asked for when it is needed, and once', () => {
    let asked = 0;
    const late = createEncryption(() => {
      asked++;
      return new Uint8Array(32);
    });
    expect(asked).toBe(0);
    late.decrypt(late.encrypt('x'));
    expect(asked).toBe(1);
  });
});

describe('the key file', () => {
  const aFile = () => {
    const folder = mkdtempSync(join(tmpdir(), 'vitrine-key-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return { folder, file: join(folder, 'secret.key') };
  };

  test('is made once, for its owner alone, with nothing beside it', () => {
    const { folder, file } = aFile();
    const key = keyInFile(file);
    expect(key).toHaveLength(32);
    expect(keyInFile(file)).toEqual(key);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(folder)).toEqual(['secret.key']);
    expect(keyInFile(aFile().file)).not.toEqual(key);
  });

  test('that holds something else is refused and left alone', () => {
    const { file } = aFile();
    for (const text of ['', 'ab'.repeat(31), 'ab'.repeat(33), 'no hex at all']) {
      writeFileSync(file, text);
      expect(() => keyInFile(file)).toThrow('damaged');
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });
});
