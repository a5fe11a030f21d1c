/** The scalars that callers send: the documented kinds and nothing else, or whatever it may be, made fit as the ancestor does. */
import { MAX_POSITION } from '../../core/limits.js';

/** A field that cannot be used. */
export const WRONG = Symbol('wrong');
/** undefined: not sent, and null is as not sent. */
type Read<T> = (value: unknown) => T | undefined | typeof WRONG;

export interface Reader {
  readonly label: Read<string>;
  readonly position: Read<number>;
  readonly exclude: Read<boolean>;
  readonly types: (value: unknown, doing: 'create' | 'update') => readonly string[] | undefined | typeof WRONG;
  readonly name: Read<string>;
}

/** Numbers stand for their text. */
const text: Read<string> = (value) => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : WRONG;
};

export const DOCUMENTED: Reader = {
  label: text,
  name: (value) => (value === '' ? undefined : text(value)),
  position(value) {
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= MAX_POSITION ? number : WRONG;
  },
  exclude(value) {
    if (value === undefined || value === null) return undefined;
    if (value === true || value === 1 || value === '1') return true;
    return value === false || value === 0 || value === '0' ? false : WRONG;
  },
  types(value) {
    if (value === undefined || value === null) return undefined;
    const list = typeof value === 'string' ? [value] : value;
    return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : WRONG;
  },
};

const LABEL_CHARS = 255;

/** Source: recorded exchanges. */
export const COERCED: Reader = {
  label(value) {
    const whole = asText(value);
    return whole && [...whole].slice(0, LABEL_CHARS).join('');
  },
  // An empty name and "0" are none there.
  name: (value) => asText(value || undefined),
  position: (value) => (value === undefined || value === null ? undefined : Math.min(asInteger(value), MAX_POSITION)),
  exclude: (value) => (value === undefined || value === null ? undefined : asInteger(value) > 0),
  types(value, doing) {
    if (doing === 'update' && !Array.isArray(value)) return undefined;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return value === undefined || value === null ? undefined : list.filter((one) => typeof one === 'string');
  },
};

function asText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '0') return value === '0' ? '0' : undefined;
  if (typeof value === 'object') return 'Array';
  return typeof value === 'boolean' ? (value ? '1' : '') : String(value);
}

/** 0 and up: what is no number is 0, and what is full is 1. */
function asInteger(value: unknown): number {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? 0 : 1;
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : Math.trunc(Number(value));
  return Number.isNaN(number) ? 0 : Math.max(0, number);
}
