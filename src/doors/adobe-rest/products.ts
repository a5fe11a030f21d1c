/** Products: read, upsert, remove; a gallery sent along is part of the same write. */
import type { Birth, Plan } from '../../app/galleries.js';
import type { BlobFacts, Claims, StoredProduct } from '../../app/ports.js';
import { scopeOf } from '../../app/stores.js';
import type { Attributes, AttributeValue } from '../../core/attributes.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import { findEntry, type Gallery } from '../../core/gallery.js';
import type { EntryId, RoleCode, Sku } from '../../core/ids.js';
import { type SentEntry as ReplacedEntry, replace } from '../../core/replace.js';
import type { RoleHolder } from '../../core/roles.js';
import type { Scope } from '../../core/scope.js';
import { type Answer, refusal, success } from './answer.js';
import { faultAnswer, ON_PRODUCT } from './faults.js';
import { bytesCommand, checkPicture, keepPicture, type TakenPicture } from './media.js';
import { isLabelOfRole, productOut, savedProductOut } from './product-wire.js';
import { bodyOf } from './rendered.js';
import type { Call } from './route.js';
import type { SentEntry, SentProduct } from './shapes.js';
import { editableValues, mediaTypeIn, newValues, roleIn } from './wire.js';

/** `storeId` reads another store view than the path's. */
export async function readProduct(call: Call): Promise<Answer> {
  const scope = call.args.store_id === undefined ? call.scope : scopeOfId(call, call.args.store_id as number);
  if (scope === undefined) return refusal(404, "The store that was requested wasn't found. Verify the store and try again.");
  const sku = call.args.sku as string;
  const stored = await call.app.galleries.readProduct(sku, scope, call.foreseen);
  return stored === undefined ? faultAnswer({ code: 'product-not-found', sku }, call.options.compat) : success(bodyOf(stored, () => productOut(stored, scope)));
}

/** 0 is the admin store: global. */
function scopeOfId({ shop }: Call, id: number): Scope | undefined {
  const code = id === 0 ? 'all' : shop.stores.find((store) => store.id === id)?.code;
  return code && scopeOf(shop, code);
}

export async function removeProduct(call: Call): Promise<Answer> {
  const removed = await call.app.galleries.remove(call.args.sku as string, call.by);
  return removed.ok ? success(true) : faultAnswer(removed.fault, call.options.compat);
}

export async function saveProduct(call: Call): Promise<Answer> {
  const sent = call.args.product as SentProduct;
  const sku = (sent.sku ?? '').trim();
  const saved = await save(call, sku, sent);
  if (!saved.ok) return faultAnswer(saved.fault, call.options.compat, ON_PRODUCT);
  const stored = await call.app.galleries.readProduct(sku, call.scope);
  return stored === undefined ? faultAnswer({ code: 'product-not-found', sku }, call.options.compat) : success(savedProductOut(stored, call.scope));
}

async function save(call: Call, sku: string, sent: SentProduct): Promise<Result<unknown>> {
  const { limits } = call.app;
  if (sku === '') return refuse({ code: 'sku-empty' });
  if ([...sku].length > limits.skuChars) return refuse({ code: 'limit-passed', what: 'sku', limit: limits.skuChars, unit: 'characters' });
  if ((sent.media_gallery_entries?.length ?? 0) > limits.entries)
    return refuse({ code: 'limit-passed', what: 'entries', limit: limits.entries, unit: 'entries a gallery' });
  const sentTo = websitesIn(call, sent);
  if (!sentTo.ok) return sentTo;
  const pictures = await takePictures(call, sent.media_gallery_entries ?? []);
  if (!pictures.ok) return pictures;
  const saved = await call.app.galleries.save(
    sku,
    call.by,
    () => birthOf(call, sku, sent),
    async (stored, claims, isNew): Promise<Result<Plan>> => {
      const set = setOf(call, sent.attribute_set_id ?? stored.product.set);
      if (!set.ok) return set;
      const websites = sentTo.value ?? stored.product.websites;
      const commands = await galleryCommands(call, { ...stored, product: { ...stored.product, websites } }, sent, pictures.value, claims, isNew);
      if (!commands.ok) return commands;
      return ok({
        commands: commands.value,
        attributes: { scope: isNew ? 'global' : call.scope, values: attributesIn(sent, stored.gallery, isNew) },
        head: { set: set.value.id, ...(sent.type_id ? { type: sent.type_id } : {}), websites },
        blobs: [...pictures.value.values()].map(({ blob }) => blob) satisfies BlobFacts[],
      });
    },
  );
  if (pictures.value.size > 0) call.app.decoding.wake();
  return saved;
}

/** A product made at `all` is in every website, one made at a store view in that view's. Source: adobe-rest section 7. */
function birthOf(call: Call, sku: string, sent: SentProduct): Result<Birth> {
  const set = setOf(call, sent.attribute_set_id ?? (call.options.compat === 'strict' ? -1 : 4));
  if (!set.ok) return set;
  const { scope, shop } = call;
  const own =
    scope === 'global'
      ? shop.websites.filter(({ id }) => id !== 0).map(({ id }) => id)
      : shop.stores.filter(({ code }) => code === scope.store).map(({ website }) => website);
  return ok({ sku: sku as Sku, type: sent.type_id || 'simple', set: set.value, websites: own });
}

/** Whether a product of these websites is seen at a scope. */
function sellsAt({ shop }: Call, websites: readonly number[], scope: Scope): boolean {
  return scope === 'global' || shop.stores.some(({ code, website }) => code === scope.store && websites.includes(website));
}

function setOf(call: Call, id: number) {
  const set = call.shop.sets.find((one) => one.id === id);
  return set === undefined ? refuse({ code: 'set-not-found', set: id }) : ok(set);
}

/** undefined: not sent, the product stays where it is. */
function websitesIn({ shop }: Call, { extension_attributes: extension }: SentProduct): Result<readonly number[] | undefined> {
  const ids: unknown = extension?.website_ids;
  if (!Array.isArray(ids)) return ok(undefined);
  const known = new Map(shop.websites.filter(({ id }) => id !== 0).map(({ id }) => [String(id), id]));
  const unknown = ids.find((id) => typeof id === 'object' || !known.has(String(id)));
  if (unknown !== undefined) return refuse({ code: 'website-not-found', website: JSON.stringify(unknown).slice(0, 50) });
  return ok([...new Set(ids.map((id) => known.get(String(id)) as number))]);
}

/** What is kept of the sent attributes; roles and the labels that follow them are the gallery's. */
function attributesIn(sent: SentProduct, { roleCodes }: Gallery, isNew: boolean): Record<string, AttributeValue | null> {
  const { name, price, status, visibility, weight } = sent;
  const own = Object.fromEntries(Object.entries({ name, price, status, visibility, weight }).filter(([, value]) => value !== undefined)) as Record<
    string,
    AttributeValue | null
  >;
  const custom = Object.entries(sent.custom_attributes ?? {}).filter(
    ([code]) => !roleCodes.some((role) => role === code) && !isLabelOfRole(code) && !Object.hasOwn(own, code),
  );
  const initial: Attributes = isNew ? { status: 1, visibility: 4 } : {};
  return { ...initial, ...own, ...(Object.fromEntries(custom) as Record<string, AttributeValue | null>) };
}

/** Checked before anything is written, kept before anything is decided; by the sent entry. */
async function takePictures(call: Call, entries: readonly SentEntry[]): Promise<Result<Map<SentEntry, TakenPicture>>> {
  const checked = [];
  for (const entry of entries) {
    const type = mediaTypeIn(entry);
    if (!type.ok) return type;
    if (type.value === undefined) return refuse({ code: 'media-type-unknown', mediaType: null });
    if (entry.content == null) {
      if (entry.id == null) return refuse({ code: 'image-missing' });
      continue;
    }
    const picture = checkPicture(call, entry);
    if (!picture.ok) return picture;
    checked.push([entry, picture.value] as const);
  }
  const kept = new Map<SentEntry, TakenPicture>();
  for (const [entry, picture] of checked) {
    const taken = await keepPicture(call, picture);
    if (!taken.ok) return taken;
    kept.set(entry, taken.value);
  }
  return ok(kept);
}

async function galleryCommands(
  call: Call,
  { gallery, product: { websites } }: StoredProduct,
  sent: SentProduct,
  pictures: Map<SentEntry, TakenPicture>,
  claims: Claims,
  isNew: boolean,
): Promise<Result<Plan['commands']>> {
  const strict = call.options.compat === 'strict';
  const custom = sent.custom_attributes ?? {};
  if (sent.media_gallery_entries == null) return rolesOnly(call, gallery, custom, isNew);
  const entries: ReplacedEntry[] = [];
  for (const one of sent.media_gallery_entries) {
    const replaced = await replacedEntry(call, gallery, one, pictures.get(one), claims);
    if (!replaced.ok) return replaced;
    if (replaced.value !== undefined) entries.push(replaced.value);
  }
  return ok(
    replace(gallery, {
      scope: call.scope,
      roleScope: isNew ? 'global' : call.scope,
      entries,
      pinsRole: (role) => !strict || (role !== 'swatch_image' && Object.hasOwn(custom, role)),
      unlistedKeepRoles: !strict,
      sparesRoleAt: (scope) => strict && sellsAt(call, websites, scope),
    }),
  );
}

/** undefined: an unknown id, which strict ignores. */
async function replacedEntry(
  call: Call,
  gallery: Gallery,
  one: SentEntry,
  picture: TakenPicture | undefined,
  claims: Claims,
): Promise<Result<ReplacedEntry | undefined>> {
  const roles = one.types == null ? {} : { roles: one.types };
  if (one.id == null) {
    if (picture === undefined) return refuse({ code: 'image-missing' });
    const mediaType = one.media_type === 'external-video' ? 'external-video' : 'image';
    const values = newValues(one, mediaType, { file: await claims.path(picture.path), blob: picture.blob }, call.scope, call.options.compat);
    return values.ok ? ok({ added: await claims.entryId(), mediaType, values: values.value, ...roles }) : values;
  }
  const entry = findEntry(gallery, one.id as EntryId);
  if (entry === undefined) return call.options.compat === 'strict' ? ok(undefined) : refuse({ code: 'entry-not-found', entry: one.id });
  const values = editableValues(one, entry.mediaType, call.scope, call.options.compat);
  if (!values.ok) return values;
  const bytes = picture === undefined ? undefined : await bytesCommand(entry, call.scope, picture, (path) => claims.path(path));
  return ok({
    entry: entry.id,
    values: values.value,
    ...(bytes === undefined ? {} : { bytes: bytes.values as { file: never; blob: never } }),
    ...roles,
  });
}

/** Without a gallery, role attributes stand for themselves. Source: adobe-gallery 3.1. */
function rolesOnly(call: Call, gallery: Gallery, custom: Readonly<Record<string, unknown>>, isNew: boolean): Result<Plan['commands']> {
  const roles: Record<RoleCode, RoleHolder | null> = {};
  for (const role of gallery.roleCodes) {
    if (!Object.hasOwn(custom, role)) continue;
    const holder = roleIn(gallery, role, custom[role]);
    if (!holder.ok) return holder;
    roles[role] = holder.value;
  }
  return ok([{ kind: 'set-roles', scope: isNew ? 'global' : call.scope, roles }]);
}
