/** Where pictures stand in this door's JSON. */
import type { Buffer } from 'node:buffer';
import { type CutBody, cutPictures as cut, findTexts, type Place } from '../cuts.js';

export type { CutBody };

const KEYS = ['"base64_encoded_data"', '"base64EncodedData"'] as const;

/** `find` tells where pictures stand in another format. */
export const cutPictures = (body: Buffer, find: (body: Buffer) => readonly Place[] = (json) => findTexts(json, KEYS)): CutBody => cut(body, find);
