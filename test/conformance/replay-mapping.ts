import { type Exchange, isObject, type Json, type JsonObject } from './replay-records.js';

/** Roles whose custom attribute holds a path. */
const ROLE_CODES = new Set(['image', 'small_image', 'thumbnail', 'swatch_image']);

/** A path without the `_N` that a taken name gets: the recorded tree held files that ours does not, so N differs. */
const stem = (path: string): string => path.replace(/(?:_\d+)?(\.\w+)$/, '$1');
const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isEntry = (value: Json): value is JsonObject & { id: number } => isObject(value) && typeof value.id === 'number' && !('sku' in value);

/** The entries of an answer about products: a media list, one entry, or a product's gallery. */
function entriesOf(answer: Json): (JsonObject & { id: number })[] {
  if (isObject(answer) && answer.sku !== undefined) return entriesOf(answer.media_gallery_entries ?? null);
  return (Array.isArray(answer) ? answer : [answer]).filter(isEntry);
}

/** The product an exchange is about, as the path or the body names it, folded; null for all others (stores, token, bulk). */
export function skuOf({ request }: Exchange): string | null {
  const path = /\/V1\/products\/(?!bySku\/|media\/types\/)([^/?]+)/.exec(request.path)?.[1];
  const product = isObject(request.body) ? request.body.product : undefined;
  const sku = path === undefined ? isObject(product) && product.sku : decodeURIComponent(path);
  return typeof sku === 'string' ? sku.toLowerCase() : null;
}

/**
 * Recorded ids and paths ↔ ours, learned from the answers: entries in the order of their creation (ids rise in both trees),
 * files by the entry that holds them. One mapping a recording part.
 */
export class Mapping {
  readonly #entries = new Map<number, number>();
  readonly #products = new Map<number, number>();
  readonly #files = new Map<string, string>();

  /** The request as our service must see it; what was never learned is sent as recorded. */
  request(exchange: Exchange): { path: string; body?: string } {
    const { request } = exchange;
    const sku = skuOf(exchange) ?? '';
    const path = request.path.replace(/(\/media\/)(\d+)(?=$|[/?])/, (_, before: string, id: string) => before + this.#entry(Number(id)));
    if (request.rawBody !== undefined) return { path, body: this.#raw(request.rawBody, sku) };
    return request.body === undefined ? { path } : { path, body: JSON.stringify(this.#rewrite(request.body, sku)) };
  }

  /** Learns from both answers, then gives the recorded one in our ids and paths. */
  answer(exchange: Exchange, ours: Json): Json {
    const { response: recorded, request } = exchange;
    if (!/\/rest\/(\w+\/)?V1\/products/.test(request.path)) return recorded;
    if (request.method === 'POST' && request.path.endsWith('/media')) return this.#created(recorded, ours);
    const sku = skuOf(exchange) ?? '';
    this.#learn(recorded, ours, sku);
    return this.#rewrite(recorded, sku);
  }

  #created(recorded: Json, ours: Json): Json {
    if (typeof recorded !== 'string' || !/^\d+$/.test(String(ours))) return recorded;
    this.#entries.set(Number(recorded), Number(ours));
    return String(ours);
  }

  #learn(recorded: Json, ours: Json, sku: string): void {
    if (isObject(recorded) && isObject(ours) && typeof recorded.id === 'number' && typeof ours.id === 'number' && 'sku' in recorded) {
      this.#products.set(recorded.id, ours.id);
    }
    const known = new Set(this.#entries.values());
    const theirs = entriesOf(recorded);
    const mine = new Map(entriesOf(ours).map((entry) => [entry.id, entry]));
    const fresh = [...mine.keys()].filter((id) => !known.has(id)).sort((a, b) => a - b);
    for (const id of theirs.map((entry) => entry.id).sort((a, b) => a - b)) {
      if (this.#entries.has(id) || fresh[0] === undefined) continue;
      this.#entries.set(id, fresh.shift() ?? 0);
    }
    for (const { id, file } of theirs) {
      const own = mine.get(this.#entries.get(id) ?? 0)?.file;
      if (typeof file === 'string' && typeof own === 'string' && stem(file) === stem(own)) this.#files.set(`${sku}\n${file}`, own);
    }
  }

  /** An id that ours may have given to another entry by chance is moved out of the way. */
  #entry(id: number): number {
    return this.#entries.get(id) ?? ([...this.#entries.values()].includes(id) ? 900_000_000 + id : id);
  }

  #file(path: string, sku: string): string {
    return this.#files.get(`${sku}\n${path}`) ?? path;
  }

  #raw(text: string, sku: string): string {
    try {
      return JSON.stringify(this.#rewrite(JSON.parse(text) as Json, sku));
    } catch {
      return text
        .replace(/<id>(\d+)<\/id>/, (_, id: string) => `<id>${this.#entry(Number(id))}</id>`)
        .replace(/<file>(.*?)<\/file>/, (_, path: string) => `<file>${this.#file(path, sku)}</file>`);
    }
  }

  #rewrite(value: Json, sku: string): Json {
    if (Array.isArray(value)) return value.map((item) => this.#rewrite(item, sku));
    if (!isObject(value)) return value;
    const own = typeof value.sku === 'string' ? value.sku.toLowerCase() : sku;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#member(value, key, member, own)]));
  }

  #member(holder: JsonObject, key: string, member: Json, sku: string): Json {
    const numeric = typeof member === 'number' || (typeof member === 'string' && /^\d+$/.test(member));
    if ((key === 'id' || key === 'entryId') && numeric) {
      const id = key === 'id' && 'sku' in holder ? (this.#products.get(Number(member)) ?? Number(member)) : this.#entry(Number(member));
      return typeof member === 'string' ? String(id) : id;
    }
    if (key === 'file' && typeof member === 'string') return this.#file(member, sku);
    if (key === 'value' && typeof member === 'string' && ROLE_CODES.has(String(holder.attribute_code))) return this.#file(member, sku);
    if (key === 'content' && isObject(member) && typeof holder.file === 'string' && member.name === base(holder.file)) {
      return { ...member, name: base(this.#file(holder.file, sku)) };
    }
    return this.#rewrite(member, sku);
  }
}
