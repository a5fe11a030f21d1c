/** The fields that people edit, over the types of the client. */
import type { EntryView, FocalPoint } from '../../../client/index.js';

/** By their words on the wire. */
export interface FieldValues {
  readonly label: string | null;
  readonly decorative: boolean;
  readonly disabled: boolean;
  readonly focal: FocalPoint | null;
  readonly video_url: string | null;
  readonly video_title: string | null;
  readonly video_description: string | null;
  readonly video_provider: string | null;
  readonly video_metadata: string | null;
}
export type Field = keyof FieldValues;

/** A value, where it comes from, and since when. */
export interface Cell<T> {
  readonly value: T;
  /** `global`, or the store view that overrides. */
  readonly source: string;
  /** What would be seen without the override; absent: there is none. */
  readonly fallback?: T;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
}
/** undefined: entries of this kind have no such field. */
export const cellOf = <F extends Field>(entry: EntryView, field: F): Cell<FieldValues[F]> | undefined => entry[field] as Cell<FieldValues[F]> | undefined;
