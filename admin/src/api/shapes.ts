/** What the native door says, as far as the admin reads it. */

export interface Session {
  readonly user: { readonly name: string; readonly resources: 'every' | readonly string[]; readonly stores: 'every' | readonly string[] };
  readonly csrf: string;
}
export interface StoreView {
  readonly code: string;
  readonly name: string;
  readonly locale: string;
}

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
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}
/** The fields that people edit, by their words on the wire. */
export interface FieldValues {
  readonly label: string | null;
  readonly decorative: boolean;
  readonly disabled: boolean;
  readonly focal: FocalPoint | null;
  readonly video_url: string | null;
  readonly video_title: string | null;
  readonly video_description: string | null;
}
export type Field = keyof FieldValues;
export type EntryView = {
  readonly id: number;
  readonly media_type: 'image' | 'external-video';
  readonly position: Cell<number | null>;
  readonly file: Cell<string | null>;
  readonly roles: readonly string[];
} & { readonly [F in Field]?: Cell<FieldValues[F]> };

export interface View {
  /** The store view, or `all`. */
  readonly store: string;
  /** Of what this store view shows and holds, for `If-Match`. */
  readonly version?: string;
  readonly order: Cell<readonly number[]>;
  readonly roles: Readonly<Record<string, Cell<number | null>>>;
  readonly entries: readonly EntryView[];
}
export interface Rendition {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly srcset: string;
}
export interface Picture {
  readonly url: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly state: 'unchecked' | 'ready' | 'failed';
  readonly thumbhash: string | null;
  readonly dominant_color: string | null;
  readonly renditions: Readonly<Record<string, Rendition>>;
}
export interface Gallery {
  readonly sku: string;
  readonly version: string;
  readonly views: readonly View[];
  /** By the path in `file`. */
  readonly pictures: Readonly<Record<string, Picture>>;
}

export interface Change {
  readonly kind: string;
  readonly entry?: number;
  readonly field?: string;
  readonly role?: string;
  readonly store?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}
export interface Warning {
  readonly code: string;
  readonly text: string;
  readonly entry?: number;
  readonly field?: string;
  readonly role?: string;
  readonly store?: string;
}
export interface Edit {
  readonly dry_run: boolean;
  readonly change: number | null;
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  readonly gallery: Gallery;
}
export interface HistoryLine {
  readonly change: number;
  readonly at: string;
  readonly by: string;
  readonly door: string;
  readonly changes: readonly Change[];
}

export interface ProductLine {
  readonly sku: string;
  readonly name: string | null;
  readonly type: string;
  readonly entries: number;
  readonly picture: Picture | null;
  readonly updated_at: string;
}
export interface ProductPage {
  readonly products: readonly ProductLine[];
  readonly next: string | null;
  readonly total: number | null;
}
export interface Product {
  readonly sku: string;
  readonly name: string | null;
  readonly type: string;
  readonly roles: readonly string[];
  readonly entries: number;
}

export interface Upload {
  readonly name: string;
  readonly upload: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly sha256: string;
}
export interface Verdict {
  readonly code: string;
  readonly field?: string;
  readonly limit?: unknown;
  readonly found?: unknown;
  readonly advice?: string;
}
export type Uploaded = Upload | { readonly name: string; readonly verdict: Verdict };

export interface Job {
  readonly id: string | number;
  readonly title: string | null;
  readonly kind: 'patch' | 'undo';
  readonly by: string;
  readonly at: string;
  readonly state: 'waiting' | 'running' | 'done';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly changed: number;
  readonly can_undo: boolean;
}
