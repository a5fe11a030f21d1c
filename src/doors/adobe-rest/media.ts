/** The five calls on a product's gallery. */
import { Buffer } from 'node:buffer';
import { basename } from 'node:path/posix';
import { type Plan, storesOf } from '../../app/galleries.js';
import type { BlobFacts, Claims, StoredGallery } from '../../app/ports.js';
import type { CheckedPicture } from '../../app/uploads.js';
import type { Command } from '../../core/commands.js';
import { type Fault, ok, type Result, refuse } from '../../core/fault.js';
import { bytesScope, type Entry, findEntry, type Gallery, keptPath, view } from '../../core/gallery.js';
import type { EntryId, MediaPath } from '../../core/ids.js';
import type { Scope } from '../../core/scope.js';
import { type Answer, success } from './answer.js';
import { faultAnswer, ON_READ_ONE, ON_STRICT_UPDATE, type Rewording } from './faults.js';
import { bodyOf } from './rendered.js';
import type { Call } from './route.js';
import type { SentEntry } from './shapes.js';
import { acceptedTypes, editableValues, entryOut, mediaTypeIn, newValues, pictureIn } from './wire.js';

export async function listMedia(call: Call): Promise<Answer> {
  const stored = await readGallery(call);
  if (!stored.ok) return faultAnswer(stored.fault, call.options.compat);
  const entries = (gallery: Gallery) => view(gallery, call.scope);
  if (!wantsContent(call)) return success(bodyOf(stored.value, ({ gallery }) => entries(gallery).map((entry) => entryOut(entry))));
  return success(await Promise.all(entries(stored.value.gallery).map(async (entry) => entryOut(entry, await contentOut(call, entry.values.file)))));
}

export async function readMedia(call: Call): Promise<Answer> {
  const stored = await readGallery(call);
  if (!stored.ok) return faultAnswer(stored.fault, call.options.compat, ON_READ_ONE);
  const id = call.args.entry_id as EntryId;
  const entry = view(stored.value.gallery, call.scope).find((one) => one.id === id);
  return entry === undefined
    ? faultAnswer({ code: 'entry-not-found', entry: id }, call.options.compat, ON_READ_ONE)
    : success(entryOut(entry, await contentOut(call, entry.values.file)));
}

export async function createMedia(call: Call): Promise<Answer> {
  const sent = call.args.entry as SentEntry;
  const created = await answered(call, async () => {
    if (sent.id != null) return refuse({ code: 'id-on-new-entry' });
    const mediaType = mediaTypeIn(sent);
    if (!mediaType.ok) return mediaType;
    if (mediaType.value === undefined) return refuse({ code: 'media-type-unknown', mediaType: null });
    const type = mediaType.value;
    const picture = await takePicture(call, sent);
    if (!picture.ok) return picture;
    let id: EntryId | undefined;
    const written = await call.app.galleries.change(skuOf(call), call.by, storesOf(call.scope), async (gallery, claims) => {
      const file = await claims.path(picture.value.path);
      const values = newValues(sent, type, { file, blob: picture.value.blob }, call.scope, call.options.compat);
      if (!values.ok) return values;
      id = await claims.entryId();
      return ok({
        commands: [
          { kind: 'add-entry', id, mediaType: type, scope: call.scope, values: values.value },
          { kind: 'claim-roles', entry: id, scope: call.scope, roles: rolesOfNew(gallery, sent), pin: true },
        ],
        blobs: [picture.value.blob],
      } satisfies Plan);
    });
    call.app.decoding.wake();
    return written.ok ? ok(id) : written;
  });
  return created.ok ? success(call.options.compat === 'strict' ? String(created.value) : created.value) : created.answer;
}

/** The first picture of an empty gallery plays every role when it asks for none. Source: adobe-gallery 3.4. */
function rolesOfNew(gallery: Gallery, { types }: SentEntry): readonly string[] {
  return gallery.entries.length === 0 && (types == null || types.length === 0) ? gallery.roleCodes : (types ?? []);
}

export async function updateMedia(call: Call): Promise<Answer> {
  const sent = call.args.entry as SentEntry;
  const strict = call.options.compat === 'strict';
  const updated = await answered(
    call,
    async () => {
      // The body's id decides; friendly takes the path's where the body has none.
      const id = (sent.id ?? (strict ? -1 : call.args.entry_id)) as EntryId;
      const mediaType = mediaTypeIn(sent);
      if (!mediaType.ok) return mediaType;
      if (mediaType.value === undefined && strict) return (await missingEntry(call, id)) ?? refuse({ code: 'media-type-unknown', mediaType: null });
      const picture = sent.content == null ? ok(undefined) : ((await missingEntry(call, id)) ?? (await takePicture(call, sent)));
      if (!picture.ok) return picture;
      const written = await call.app.galleries.change(skuOf(call), call.by, storesOf(call.scope), async (gallery, claims) => {
        const entry = findEntry(gallery, id);
        if (entry === undefined) return refuse({ code: 'entry-not-found', entry: id });
        const commands = await updateCommands(call, entry, sent, picture.value, claims);
        return commands.ok ? ok({ commands: commands.value, blobs: picture.value === undefined ? [] : [picture.value.blob] }) : commands;
      });
      if (picture.value !== undefined) call.app.decoding.wake();
      return written.ok ? ok(true) : written;
    },
    strict ? ON_STRICT_UPDATE : {},
  );
  return updated.ok ? success(updated.value) : updated.answer;
}

async function updateCommands(call: Call, entry: Entry, sent: SentEntry, picture: TakenPicture | undefined, claims: Claims): Promise<Result<Command[]>> {
  const { scope, options } = call;
  const values = editableValues(sent, entry.mediaType, scope, options.compat);
  if (!values.ok) return values;
  const bytes: Command[] = picture === undefined ? [] : [await bytesCommand(entry, scope, picture, (path) => claims.path(path))];
  const roles: Command[] = sent.types == null ? [] : [{ kind: 'claim-roles', entry: entry.id, scope, roles: sent.types, pin: options.compat === 'friendly' }];
  return ok([...bytes, { kind: 'set-values', entry: entry.id, scope, values: values.value }, ...roles]);
}

/** Nothing where the product has the entry, else the fault: bytes are kept only for what can be changed. */
async function missingEntry(call: Call, id: EntryId): Promise<{ ok: false; fault: Fault } | undefined> {
  const stored = await readGallery(call);
  if (!stored.ok) return stored;
  return findEntry(stored.value.gallery, id) === undefined ? { ok: false, fault: { code: 'entry-not-found', entry: id } } : undefined;
}

/**
 * Other bytes are the same for every store view, but where this one shows a picture of its own: then that one changes.
 * The path follows the new name; a path that is the name already, or the name with a number, stays, so that the same
 * call twice leaves one file.
 */
export async function bytesCommand(entry: Entry, scope: Scope, picture: TakenPicture, claim: (path: MediaPath) => Promise<MediaPath>): Promise<SetValues> {
  const at = bytesScope(entry, scope);
  const file = keptPath(entry, at, picture.path) ?? (await claim(picture.path));
  return { kind: 'set-values', entry: entry.id, scope: at, values: { file, blob: picture.blob.hash } };
}
type SetValues = Extract<Command, { kind: 'set-values' }>;

/** A removal through a store view also lets that view's order follow the default again. Source: Adobe, "Delete a media entry". */
export async function removeMedia(call: Call): Promise<Answer> {
  const entry = call.args.entry_id as EntryId;
  const removed = await call.app.galleries.change(skuOf(call), call.by, 'every', async () =>
    ok({
      commands: [
        { kind: 'remove-entry', entry, scope: call.scope, rolesElsewhere: 'refuse' },
        { kind: 'restore-order', scope: call.scope },
      ],
    }),
  );
  return removed.ok ? success(true) : faultAnswer(removed.fault, call.options.compat);
}

export interface TakenPicture extends CheckedPicture {
  readonly blob: BlobFacts;
}

/** Checks the sent picture, then the product, then keeps the bytes: in this order the original answers. */
async function takePicture(call: Call, sent: SentEntry): Promise<Result<TakenPicture>> {
  const checked = checkPicture(call, sent);
  if (!checked.ok) return checked;
  if (!(await call.app.galleries.has(skuOf(call), call.scope))) return refuse({ code: 'product-not-found', sku: skuOf(call) });
  return keepPicture(call, checked.value);
}

export function checkPicture(call: Call, sent: SentEntry): Result<CheckedPicture> {
  if (sent.content === undefined) return refuse({ code: 'image-missing' });
  const picture = pictureIn(sent.content ?? {}, call.cuts);
  return picture.ok ? call.app.uploads.check(picture.value, acceptedTypes(call.options.compat)) : picture;
}

export async function keepPicture(call: Call, checked: CheckedPicture): Promise<Result<TakenPicture>> {
  const blob = await call.app.uploads.keep(checked, call.principal);
  return blob.ok ? ok({ ...checked, blob: blob.value }) : blob;
}

async function readGallery(call: Call): Promise<Result<StoredGallery>> {
  const stored = await call.app.galleries.read(skuOf(call), call.scope, call.foreseen);
  return stored === undefined ? refuse({ code: 'product-not-found', sku: skuOf(call) }) : ok(stored);
}

/** The whole picture. Friendly gives it to those who ask for it by name: a list of four would else weigh megabytes. */
async function contentOut(call: Call, file: MediaPath): Promise<unknown> {
  if (!wantsContent(call)) return undefined;
  const original = await call.app.originals.find(file);
  const bytes = await original?.read();
  return original && bytes && { base64_encoded_data: Buffer.from(bytes).toString('base64'), type: original.file.type, name: basename(file) };
}

function wantsContent({ fields, options }: Call): boolean {
  if (fields === undefined) return options.compat === 'strict';
  return fields !== 'malformed' && 'content' in fields;
}

async function answered<T>(
  call: Call,
  work: () => Promise<Result<T>>,
  rewording?: Rewording,
): Promise<{ ok: true; value: T } | { ok: false; fault: Fault; answer: Answer }> {
  const result = await work();
  return result.ok ? result : { ...result, answer: faultAnswer(result.fault, call.options.compat, rewording) };
}

const skuOf = (call: Call): string => call.args.sku as string;
