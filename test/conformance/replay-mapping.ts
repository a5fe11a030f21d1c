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

/** The products of a list's answer. */
const productsOf = (answer: Json): JsonObject[] =>
  isObject(answer) && Array.isArray(answer.items) ? answer.items.filter((item): item is JsonObject => isObject(item) && typeof item.sku === 'string') : [];
const operationsOf = (answer: JsonObject): JsonObject[] => (Array.isArray(answer.operations_list) ? answer.operations_list.filter(isObject) : []);

/** JSON that an answer carries as text is opened, so that ids and moments in it are found. */
export function opened(value: Json, key = ''): Json {
  if (typeof value === 'string' && CARRIES_JSON.has(key) && /^["{[]/.test(value)) return opened(JSON.parse(value) as Json);
  if (Array.isArray(value)) return value.map((item) => opened(item));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, opened(member, name)])) : value;
}
const CARRIES_JSON = new Set(['serialized_data', 'result_serialized_data', 'meta_information']);

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
  readonly #bulks = new Map<string, string>();

  /** The request as our service must see it; what was never learned is sent as recorded. */
  request(exchange: Exchange): { path: string; body?: string } {
    const { request } = exchange;
    const sku = skuOf(exchange) ?? '';
    const path = request.path
      .replace(/(\/media\/)(\d+)(?=$|[/?])/, (_, before: string, id: string) => before + this.#entry(Number(id)))
      .replace(/(\/bulk\/)([\da-f-]{36})(?=\/)/, (_, before: string, uuid: string) => before + this.#bulk(uuid));
    if (request.rawBody !== undefined) return { path, body: this.#raw(request.rawBody, sku) };
    return request.body === undefined ? { path } : { path, body: JSON.stringify(this.#rewrite(request.body, sku)) };
  }

  /** Learns from both answers, then gives the recorded one in our ids and paths. */
  answer(exchange: Exchange, ours: Json): Json {
    const { response: recorded, request } = exchange;
    if (!/\/V1\/(products|bulk)/.test(request.path)) return recorded;
    const sku = skuOf(exchange) ?? '';
    if (isObject(recorded) && typeof recorded.$raw === 'string') return { $raw: this.#raw(recorded.$raw, sku) };
    if (typeof recorded === 'string' && request.method === 'POST' && request.path.endsWith('/media')) return this.#created(recorded, ours);
    this.#learnBulk(recorded, ours);
    this.#learn(recorded, ours, sku);
    return this.#rewrite(recorded, sku);
  }

  /** The id of a bulk from the answer that accepts it, and the ids of entries that its operations made. */
  #learnBulk(recorded: Json, ours: Json): void {
    if (!isObject(recorded) || !isObject(ours)) return;
    if (typeof recorded.bulk_uuid === 'string' && typeof ours.bulk_uuid === 'string') this.#bulks.set(recorded.bulk_uuid, ours.bulk_uuid);
    const [theirs, mine] = [operationsOf(recorded), operationsOf(ours)];
    for (const [n, { result_serialized_data: made }] of theirs.entries())
      if (typeof made === 'string') this.#created(made, mine[n]?.result_serialized_data ?? null);
  }

  #created(recorded: string, ours: Json): Json {
    if (!/^\d+$/.test(String(ours))) return recorded;
    this.#entries.set(Number(recorded), Number(ours));
    return String(ours);
  }

  #learn(recorded: Json, ours: Json, sku: string): void {
    for (const item of productsOf(recorded)) this.#learn(item, productsOf(ours).find((one) => one.sku === item.sku) ?? null, String(item.sku).toLowerCase());
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

  #bulk(uuid: string): string {
    return this.#bulks.get(uuid) ?? uuid;
  }

  #file(path: string, sku: string): string {
    return this.#files.get(`${sku}\n${path}`) ?? path;
  }

  #raw(text: string, sku: string): string {
    try {
      return JSON.stringify(this.#rewrite(JSON.parse(text) as Json, sku));
    } catch {
      return text
        .replace(/<id>(\d+)<\/id>/g, (_, id: string) => `<id>${this.#entry(Number(id))}</id>`)
        .replace(/<file>(.*?)<\/file>/g, (_, path: string) => `<file>${this.#file(path, sku)}</file>`);
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
    if ((key === 'bulk_uuid' || key === 'bulk_id') && typeof member === 'string') return this.#bulk(member);
    if (key === 'result_serialized_data' && numeric) return String(this.#entry(Number(member)));
    if (key === 'id' && ('data_hash' in holder || 'error_code' in holder)) return member;
    if ((key === 'id' || key === 'entryId') && numeric) {
      const id = key === 'id' && 'sku' in holder ? (this.#products.get(Number(member)) ?? Number(member)) : this.#entry(Number(member));
      return typeof member === 'string' ? String(id) : id;
    }
    if (key === 'file' && typeof member === 'string') return this.#file(member, sku);
    if (key === 'value' && typeof member === 'string' && ROLE_CODES.has(String(holder.attribute_code))) return this.#file(member, sku);
    if (key === 'content' && isObject(member) && typeof holder.file === 'string' && member.name === base(holder.file)) {
      return { ...member, name: base(this.#file(holder.file, sku)) };
    }
    // An answer whose fields leave the name alone.
    if (key === 'content' && isObject(member) && holder.file === undefined && !('base64_encoded_data' in member)) {
      const file = [...this.#files].find(([known]) => known.startsWith(`${sku}\n`) && base(known) === member.name)?.[1];
      return file === undefined ? member : { ...member, name: base(file) };
    }
    return this.#rewrite(member, sku);
  }
}
