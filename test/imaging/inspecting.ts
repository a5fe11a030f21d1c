/** What the tests of the intake check ask and expect. */
import { expect } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../../src/core/limits.js';
import { inspectImage } from '../../src/imaging/structure.js';
import { everyKind } from './pictures.js';

export const inspect = (bytes: Uint8Array, limits: Partial<Limits> = {}) => inspectImage(bytes, { ...DEFAULT_LIMITS, ...limits });

/** Undefined where the picture is taken. */
export function faultOf(bytes: Uint8Array, limits: Partial<Limits> = {}) {
  const result = inspect(bytes, limits);
  return result.ok ? undefined : result.fault;
}

/** `image-unreadable`, with a short reason (of these words, where some are given) that holds no path. */
export const unreadable = (words = '') => ({ code: 'image-unreadable', reason: expect.stringMatching(new RegExp(`^(?=.*${words})[^/\\\\]{5,80}$`)) });

export const pictures = await everyKind();

/** One of the made pictures by its name. */
export function made(name: string): Buffer {
  const picture = pictures.find((one) => one.name === name);
  if (picture === undefined) throw new Error(`no picture is made that is called ${name}`);
  return picture.bytes;
}
