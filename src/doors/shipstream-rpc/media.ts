/** `product_media`: the same galleries as at every door, by the path of an image. */
import { storesOf } from '../../app/galleries.js';
import type { BlobFacts } from '../../app/ports.js';
import type { CheckedPicture } from '../../app/uploads.js';
import type { Command } from '../../core/commands.js';
import { ok, refuse } from '../../core/fault.js';
import type { EntryValues } from '../../core/fields.js';
import { bytesScope, type Entry, entryByPath, findEntry, view } from '../../core/gallery.js';
import type { EntryId, MediaPath } from '../../core/ids.js';
import type { Patch, Scope } from '../../core/scope.js';
import { type Call, Rendered } from './call.js';
import { type Doing, done, faultOut, imageNotSpecified, invalidData, mediaFault, type Outcome } from './faults.js';
import { placeOf, type Target, targetOf } from './target.js';
import { ACCEPTED, dataIn, itemOut, newPictureIn, otherPictureIn, type PictureSource, type SentValues, valuesIn } from './wire.js';

export async function currentStore(call: Call): Promise<Outcome> {
  const place = placeOf(call);
  return place.ok ? done(place.value.storeId) : place;
}

/** Of a set that has no gallery too. */
export async function listTypes({ shop, args }: Call): Promise<Outcome> {
  const set = shop.sets.find(({ id }) => String(id) === String(args.setId));
  return done((set?.roles ?? []).map((code) => ({ code, scope: 'store' })));
}

export async function listImages(call: Call): Promise<Outcome> {
  const target = await targetOf(call, 'read');
  return target.ok ? done(listOf(call, target.value)) : target;
}

/** The text of a list stays with the gallery it was made of: as long as nothing changes, reads hand out the same gallery. */
const lists = new WeakMap<object, { readonly base: string; readonly list: Rendered }>();

function listOf({ base, dialect }: Call, { stored, scope }: Target): Rendered {
  const known = lists.get(stored);
  if (known?.base === base) return known.list;
  const list = new Rendered(JSON.stringify(view(stored.gallery, scope).map((entry) => itemOut(entry, base, dialect))));
  lists.set(stored, { base, list });
  return list;
}

export async function readImage(call: Call): Promise<Outcome> {
  const target = await targetOf(call, 'read');
  if (!target.ok) return target;
  const id = await entryAt(call, target.value, pathIn(call));
  const entry = view(target.value.stored.gallery, target.value.scope).find((one) => one.id === id);
  return entry === undefined ? mediaFault(103) : done(itemOut(entry, call.base, call.dialect));
}

/** The entry that a path means: also of a picture that another store view alone shows in its place. undefined: none of the product's. */
async function entryAt({ app }: Call, { stored }: Target, path: string): Promise<EntryId | undefined> {
  const shown = entryByPath(stored.gallery, path)?.id;
  if (shown !== undefined) return shown;
  const owner = (await app.originals.find(path))?.file.owner;
  return owner?.product === stored.product.id ? owner.entry : undefined;
}

const pathIn = ({ args }: Call): string => (typeof args.file === 'string' ? args.file : '');

export async function createImage(call: Call): Promise<Outcome> {
  const target = await targetOf(call, 'write');
  if (!target.ok) return target;
  const data = dataIn(call.args.data);
  if (data === undefined) return imageNotSpecified();
  const source = newPictureIn(data, call);
  if (!source.ok) return source;
  const sent = valuesIn(data, call.dialect, 'create');
  if (!sent.ok) return sent;
  const picture = await takePicture(call, source.value, 'create');
  if (!picture.ok) return picture;
  const { sku, scope } = target.value;
  let file: MediaPath | undefined;
  const written = await call.app.galleries.change(sku, call.by, storesOf(scope), async (_, claims) => {
    file = await claims.path(picture.value.path);
    return ok({
      commands: addCommands(await claims.entryId(), { file, blob: picture.value.blob.hash }, sent.value, scope, call.hidesNew),
      blobs: [picture.value.blob],
    });
  });
  call.app.decoding.wake();
  if (!written.ok) return faultOut(written.fault, 'create');
  return done(call.results === 'samples' ? [file] : file);
}

/** At a store view only what was sent stands there: a place that nobody asked for goes on following the default. */
function addCommands(id: EntryId, picture: Pick<EntryValues, 'file' | 'blob'>, { types, ...sent }: SentValues, scope: Scope, hides: boolean): Command[] {
  const inherits: Command[] = sent.position === undefined && scope !== 'global' ? [{ kind: 'set-values', entry: id, scope, values: { position: null } }] : [];
  return [
    { kind: 'add-entry', id, mediaType: 'image', scope, values: { ...picture, ...(hides ? { disabled: true } : {}), ...sent } },
    ...inherits,
    { kind: 'claim-roles', entry: id, scope, roles: types ?? [], pin: true },
  ];
}

export async function updateImage(call: Call): Promise<Outcome> {
  const target = await targetOf(call, 'write');
  if (!target.ok) return target;
  const path = pathIn(call);
  const id = await entryAt(call, target.value, path);
  if (id === undefined) return mediaFault(103);
  const data = dataIn(call.args.data) ?? (call.dialect.name === 'openmage' ? {} : undefined);
  if (data === undefined) return invalidData('data: has to be an object');
  const source = otherPictureIn(data, call);
  if (!source.ok) return source;
  const sent = valuesIn(data, call.dialect, 'update');
  if (!sent.ok) return sent;
  const doing = call.dialect.name === 'openmage' ? 'overwrite' : 'update';
  const picture = source.value === undefined ? done(undefined) : await takePicture(call, source.value, doing);
  if (!picture.ok) return picture;
  const { sku, scope } = target.value;
  const written = await call.app.galleries.change(sku, call.by, storesOf(scope), async (gallery) => {
    const entry = entryByPath(gallery, path) ?? findEntry(gallery, id);
    if (entry === undefined) return refuse({ code: 'entry-not-found', entry: 0 });
    const blob = picture.value?.blob;
    return ok({ commands: updateCommands(entry, blob, sent.value, scope), blobs: blob === undefined ? [] : [blob] });
  });
  if (picture.value !== undefined) call.app.decoding.wake();
  return written.ok ? done(yes(call)) : faultOut(written.fault, doing);
}

/** Other bytes keep the path, and are the same for every store view, but where this one shows a picture of its own. */
function updateCommands({ id: entry, values: held }: Entry, blob: BlobFacts | undefined, { types, ...sent }: SentValues, scope: Scope): Command[] {
  const values: Patch<EntryValues> = sent;
  return [
    ...(blob === undefined ? [] : [{ kind: 'set-values', entry, scope: bytesScope({ values: held }, scope), values: { blob: blob.hash } } as const]),
    { kind: 'set-values', entry, scope, values },
    ...(types === undefined ? [] : [{ kind: 'claim-roles', entry, scope, roles: types, pin: true } as const]),
  ];
}

/** Everywhere, with the roles it plays in any scope. */
export async function removeImage(call: Call): Promise<Outcome> {
  const target = await targetOf(call, 'write');
  if (!target.ok) return target;
  const path = pathIn(call);
  const removed = await call.app.galleries.change(target.value.sku, call.by, 'every', async (gallery) => {
    const entry = entryByPath(gallery, path);
    if (entry === undefined) return refuse({ code: 'entry-not-found', entry: 0 });
    return ok({ commands: [{ kind: 'remove-entry', entry: entry.id, scope: 'global', rolesElsewhere: 'clear' }] });
  });
  return removed.ok ? done(yes(call)) : faultOut(removed.fault, 'remove');
}

const yes = ({ results }: Call): unknown => (results === 'samples' ? 1 : true);

interface TakenPicture extends CheckedPicture {
  readonly blob: BlobFacts;
}

/** Fetched where that is asked for, checked, and kept. */
async function takePicture({ app, principal }: Call, source: PictureSource, doing: Doing): Promise<Outcome<TakenPicture>> {
  const bytes = 'sent' in source ? ok(source.sent.bytes) : await app.fetcher.fetch(source.fetched, app.limits.imageBytes);
  if (!bytes.ok) return faultOut(bytes.fault, doing);
  const checked = app.uploads.check('sent' in source ? source.sent : { bytes: bytes.value, name: source.name }, ACCEPTED);
  if (!checked.ok) return faultOut(checked.fault, doing);
  const blob = await app.uploads.keep(checked.value, principal);
  return blob.ok ? done({ ...checked.value, blob: blob.value }) : faultOut(blob.fault, doing);
}
