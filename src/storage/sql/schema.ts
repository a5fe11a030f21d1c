/**
 * The tables, in the subset that SQLite and PostgreSQL share: integers, text, JSON as text, times as epoch
 * milliseconds. `store` 0 is the global scope everywhere.
 */
import type { Generated } from 'kysely';

export interface Schema {
  /** One row a counter: `shop` grows with each change of store views or attribute sets, `access` with each after which somebody may be nobody; `terms` is the highest product whose words are not known yet, 0 where all are; `shop-id` does not grow: see shop-id.ts. */
  counter: { name: string; value: number };
  website: { id: number; code: string; name: string; default_group: number };
  store_group: { id: number; website: number; code: string; name: string; default_store: number };
  store: { id: number; code: string; name: string; website: number; store_group: number; locale: string };
  attribute_set: { id: number; name: string; has_gallery: number; roles: string };
  product: {
    id: number;
    sku: string;
    /** Folded. */
    sku_key: string;
    type: string;
    attribute_set: number;
    /** `,1,2,` so that one id is found with like. */
    websites: string;
    created_at: number;
    updated_at: number;
    revision: number;
  };
  /** Whose a SKU is, in the whole shop: a product's own rows go by its number, and may be spread by it. `sku_key`: as in `product`. */
  sku: { sku_key: string; product: number };
  /** The attributes of which a value was ever stored. */
  attribute: { code: string };
  /** The words by which a product is found; see core/terms.ts. */
  product_term: { term: string; product: number };
  product_value: { product: number; store: number; attribute: string; value: string };
  /** `global_values`: the fields of core/fields.ts at the global scope, as JSON. */
  entry: { id: number; product: number; media_type: string; global_values: string };
  /** One row an override. */
  entry_value: { product: number; entry: number; store: number; field: string; value: string };
  /** `entry` null: deliberately nobody. */
  role: { product: number; store: number; role: string; entry: number | null };
  blob: {
    hash: string;
    type: string;
    size_bytes: number;
    width_px: number;
    height_px: number;
    frames: number;
    verdict: string;
    reason: string | null;
    /** JSON of the port's PixelFacts; null: not known. */
    pixels: string | null;
    renewed_at: number;
  };
  /** Who serves a path. `stem` and `number`: see core/naming.ts. `product`, `entry`: whose file it is. */
  file: { path: string; stem: string; number: number; blob: string; product: number | null; entry: number | null };
  /** Entries that were removed; `change`: the cursor of the line that says so. `roles`: JSON. */
  trash: {
    entry: number;
    product: number;
    change: number;
    removed_at: number;
    actor: string;
    media_type: string;
    label: string | null;
    roles: string;
    blob: string;
  };
  /** Bytes that removed entries had, or that were replaced in an entry: they stay as long as they stand here. */
  trash_blob: { blob: string; entry: number; at: number };
  /** `at`: of one that is `ready` when it was used; else until when nobody else tries to make it. */
  rendition: {
    key: string;
    blob: string;
    state: 'making' | 'ready' | 'failed';
    type: string;
    width_px: number;
    height_px: number;
    size_bytes: number;
    at: number;
    /** Null: nobody knows, or it is not ready. */
    look: string | null;
  };
  /** History, feed and outbox in one. */
  change: {
    cursor: Generated<number>;
    product: number;
    sku: string;
    revision: number;
    at: number;
    actor: string;
    door: string;
    request: string;
    changes: string;
  };
  account: { id: number; name: string; password_hash: string; resources: string; stores: string };
  token: { hash: string; account: string; expires_at: number };
  sign_in_attempt: { name: string; count: number; last_at: number };
  /** Keys as SHA-256, secrets encrypted. Revoked ones stay, with empty secrets. */
  integration: {
    id: number;
    name: string;
    resources: string;
    stores: string;
    consumer_hash: string;
    consumer_secret: string;
    token_hash: string;
    token_secret: string;
    revoked: number;
  };
  /** `at`: as the request said it. */
  nonce: { integration: number; nonce: string; at: number };
  /** What was answered to calls that came with a key, encrypted. */
  idempotency: { key: string; at: number; answer: string };
  /** `minute`: since 1970. */
  rate: { minute: number; who: string; taken: number };
  /** Uploads that come in pieces. `holder`: whose. `metadata`: JSON. `handle`: null until the bytes are kept. */
  partial: {
    id: string;
    holder: string;
    size_bytes: number;
    received_bytes: number;
    pieces: number;
    metadata: string;
    created_at: number;
    handle: string | null;
  };
  /** `at`: where it begins. `name`: of its bytes. */
  piece: { partial: string; at: number; name: string };
  /** Work that one process of all does. `lease`: who does it until `due_at`; null: anybody may from then on. */
  duty: { name: string; lease: string | null; due_at: number };
  /** Who brought bytes in first, where that is bounded. */
  charge: { blob: string; holder: string; size_bytes: number; at: number };
  /** The sum of somebody's. */
  charged: { holder: string; bytes: number };
  /** Calls accepted at once. `store` as in the path, null: none. `actor`: JSON of the port's Actor. */
  bulk: {
    id: string;
    description: string;
    door: string;
    topic: string;
    store: string | null;
    actor: string;
    started_at: number;
    operation_count: number;
  };
  /** One of them. `lease`: who performs it until `due_at`; null: anybody may take it from then on. */
  operation: {
    id: Generated<number>;
    bulk: string;
    number: number;
    size_chars: number;
    status: string;
    attempts: number;
    lease: string | null;
    due_at: number;
    result: string | null;
    message: string | null;
    error_code: number | null;
  };
  /** What is to be performed, apart because it may be long; gone once it is done. */
  payload: { operation: number; data: string };
}
