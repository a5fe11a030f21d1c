import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A JSON value as it stands on the wire. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** One recorded exchange; `index` is its place among all records of the file and the key of replay-reasons.json. */
export interface Exchange {
  readonly index: number;
  readonly name: string;
  /** The recording run, 1 to 6. */
  readonly part: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    /** Whether a valid token was sent. */
    readonly auth: boolean;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Json;
    /** Sent as it is, JSON or not. */
    readonly rawBody?: string;
  };
  readonly status: number;
  /** Kept in the recording for refusals only. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** The parsed body; `{ $raw }` where it was no JSON. */
  readonly response: Json;
}

/** The recording is shared by the team and no part of the repository: null where it is missing. */
export const transcriptsPath = resolve(process.cwd(), '../shared/spec/adobe-transcripts.json');

/** The exchanges in recorded order, and how many records are database rows (to read, nothing to replay); null where the file is missing. */
export function readTranscripts(): { exchanges: Exchange[]; records: number; databaseRows: number } | null {
  if (!existsSync(transcriptsPath)) return null;
  const records = JSON.parse(readFileSync(transcriptsPath, 'utf8')) as (Omit<Exchange, 'index'> | { db: unknown })[];
  const exchanges = records.flatMap((record, index) => ('request' in record ? [{ ...record, index }] : []));
  return { exchanges, records: records.length, databaseRows: records.filter((record) => 'db' in record).length };
}

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
