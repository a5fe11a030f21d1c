/** Bounds on what a gallery may hold; each is a setting, and each refusal names the bound. Source: the decisions on the Adobe door. */
export interface Limits {
  readonly entries: number;
  readonly labelChars: number;
  readonly nameBytes: number;
  readonly skuChars: number;
  /** Bytes of one product attribute, as JSON. */
  readonly valueBytes: number;
  /** Attributes of one product at one scope. */
  readonly attributes: number;
  /** Products of one page. */
  readonly pageSize: number;
  /** Products of a page where the caller names no size; 0: all that match, refused where they are more than `pageSize`. */
  readonly defaultPageSize: number;
  /** Operations that one call may send to be performed later. */
  readonly operations: number;
  /** Bytes of one picture, after base64. */
  readonly imageBytes: number;
  /** Bytes of one picture that comes as a file of its own, never whole in memory. */
  readonly uploadBytes: number;
  /** Width × height × frames. */
  readonly imagePixels: number;
}

export const DEFAULT_LIMITS: Limits = {
  entries: 250,
  labelChars: 255,
  nameBytes: 244,
  skuChars: 64,
  valueBytes: 65_535,
  attributes: 1000,
  pageSize: 5000,
  defaultPageSize: 0,
  operations: 5000,
  imageBytes: 20 * 1024 * 1024,
  uploadBytes: 200 * 1024 * 1024,
  imagePixels: 64_000_000,
};

/** The highest position a row can hold. Source: the original's unsigned 32-bit column. */
export const MAX_POSITION = 4_294_967_295;

/** The longest code of an attribute. Source: the original's column. */
export const MAX_ATTRIBUTE_CODE_CHARS = 255;

/** Longer data of a queued operation is there to be performed only: it goes with the last attempt, and is never shown. */
export const SHOWN_CHARS = 65_536;
