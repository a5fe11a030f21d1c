/**
 * The scoped fields of a gallery entry, one row each. A new field is a row here, a row in each wire, and a
 * conformance row; storage, history and undo follow by themselves.
 */
import type { BlobHash, MediaPath } from './ids.js';

/** A place in a picture as it is shown, in shares of its width and height: 0, 0 is the top left corner, 1, 1 the opposite one. */
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}

export interface EntryValues {
  /** Alternative text. null: none. */
  readonly label: string | null;
  /** Place in the display order, 0 and up. null: after all that have one. */
  readonly position: number | null;
  /** Hidden on the storefront. */
  readonly disabled: boolean;
  /** The picture says nothing that a text could tell: its alternative text is to be empty, whatever the label says. */
  readonly decorative: boolean;
  /** Where the picture (of a video: its preview) is served. */
  readonly file: MediaPath;
  /** The picture's bytes. */
  readonly blob: BlobHash;
  /** What must stay in sight where a part of the picture is cut off. null: nothing in particular. */
  readonly focal: FocalPoint | null;
  readonly videoProvider: string | null;
  readonly videoUrl: string | null;
  readonly videoTitle: string | null;
  readonly videoDescription: string | null;
  readonly videoMetadata: string | null;
}

export type FieldName = keyof EntryValues;

interface Field<V> {
  /** What an entry has that was never given a value; none: the field must be given. */
  readonly initial?: V;
  /** Whether the global scope may hold null. */
  readonly nullable: boolean;
}

export const ENTRY_FIELDS = {
  label: { initial: null, nullable: true },
  position: { initial: null, nullable: true },
  disabled: { initial: false, nullable: false },
  decorative: { initial: false, nullable: false },
  file: { nullable: false },
  blob: { nullable: false },
  focal: { initial: null, nullable: true },
  videoProvider: { initial: null, nullable: true },
  videoUrl: { initial: null, nullable: true },
  videoTitle: { initial: null, nullable: true },
  videoDescription: { initial: null, nullable: true },
  videoMetadata: { initial: null, nullable: true },
} as const satisfies { readonly [K in FieldName]: Field<EntryValues[K]> };

export const FIELD_NAMES = Object.keys(ENTRY_FIELDS) as readonly FieldName[];

/** Whether two values of a field are one: a focal point is what it says, whichever object says it. */
export function sameValue(a: EntryValues[FieldName] | undefined, b: EntryValues[FieldName] | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) return a.x === b.x && a.y === b.y;
  return a === b;
}

/** What an entry has in each field that it was never given a value for. */
export const INITIAL_VALUES = Object.fromEntries(
  Object.entries(ENTRY_FIELDS).flatMap(([name, field]) => ('initial' in field ? [[name, field.initial]] : [])),
) as Omit<EntryValues, 'file' | 'blob'>;

/** The video fields that a store view can give back to the default. Source: Adobe, "Restore inheritance by setting fields to null". */
export const VIDEO_TEXTS = ['videoTitle', 'videoDescription'] as const satisfies readonly FieldName[];
