/** Gallery entries between this wire and the core. A wire's own words (`types`, `no_selection`) end here. */
import { Buffer } from 'node:buffer';
import type { BlobFacts } from '../../app/ports.js';
import type { SentPicture } from '../../app/uploads.js';
import type { NewValues } from '../../core/commands.js';
import { type Fault, ok, type Result, refuse } from '../../core/fault.js';
import type { EntryValues } from '../../core/fields.js';
import { type EntryView, entryByPath, type Gallery, type MediaType } from '../../core/gallery.js';
import type { MediaPath, RoleCode } from '../../core/ids.js';
import { MAX_POSITION } from '../../core/limits.js';
import { IMAGE_TYPES, type ImageType } from '../../core/naming.js';
import type { RoleHolder } from '../../core/roles.js';
import type { Patch, Scope } from '../../core/scope.js';
import { decodeBase64 } from '../base64.js';
import type { Compat } from '../door.js';
import type { SentContent, SentEntry, SentVideo } from './shapes.js';

/** The wire's word for a role that deliberately nobody plays. */
export const NO_SELECTION = 'no_selection';

export function entryOut(entry: EntryView, content?: unknown): Record<string, unknown> {
  const { label, position, disabled, file } = entry.values;
  return {
    id: entry.id,
    media_type: entry.mediaType,
    label,
    position,
    disabled,
    types: entry.roles,
    file,
    ...(entry.mediaType === 'external-video' ? { extension_attributes: { video_content: videoOut(entry.values) } } : {}),
    ...(content === undefined ? {} : { content }),
  };
}

const videoOut = (values: EntryValues) => ({
  media_type: 'external-video',
  video_provider: values.videoProvider,
  video_url: values.videoUrl,
  video_title: values.videoTitle,
  video_description: values.videoDescription,
  video_metadata: values.videoMetadata,
});

/** A role's value as an attribute: a path, `no_selection`, or undefined where it was never given. */
export const roleOut = (holder: RoleHolder | undefined, file: string | undefined): string | undefined =>
  holder === undefined ? undefined : (file ?? NO_SELECTION);

/** A role attribute as it was sent: a path of the product, `no_selection`, or null to inherit. */
export function roleIn(gallery: Gallery, role: RoleCode, value: unknown): Result<RoleHolder | null> {
  if (value === null) return ok(null);
  if (value === NO_SELECTION || value === '') return ok('none');
  const entry = typeof value === 'string' ? entryByPath(gallery, value) : undefined;
  return entry === undefined ? refuse({ code: 'role-path-unknown', role }) : ok(entry.id);
}

/** undefined where the field is absent or null: the caller says what that means. */
export function mediaTypeIn(sent: SentEntry): Result<MediaType | undefined> {
  const type = sent.media_type ?? undefined;
  return type === undefined || type === 'image' || type === 'external-video' ? ok(type) : refuse({ code: 'media-type-unknown', mediaType: type });
}

/** Strict base64, as the original: no prefix; line breaks are no fault. Nothing is stored. */
export function pictureIn(content: SentContent, cuts: ReadonlyMap<string, Uint8Array>): Result<SentPicture> {
  const text = content.base64_encoded_data ?? '';
  const bytes = decodeBase64(cuts.get(text) ?? Buffer.from(text));
  if (bytes === undefined || bytes.length === 0) return refuse({ code: 'image-unreadable', reason: 'no valid base64' });
  return ok({ bytes, type: content.type ?? '', name: content.name ?? '' });
}

export const acceptedTypes = (compat: Compat): readonly ImageType[] =>
  compat === 'strict' ? ['image/jpeg', 'image/png', 'image/gif'] : (Object.keys(IMAGE_TYPES) as ImageType[]);

/** Label, position and visibility as sent, absent as null: the payload replaces an entry's fields, it is no merge. A picture's video texts are nobody's. */
export function editableValues(sent: SentEntry, mediaType: MediaType, scope: Scope, compat: Compat): Result<Patch<EntryValues>> {
  const position = positionIn(sent.position ?? null, compat);
  if (!position.ok) return position;
  const video = mediaType === 'image' ? ok({}) : videoValues(sent.extension_attributes?.video_content ?? undefined, compat, scope);
  if (!video.ok) return video;
  return ok({ label: labelIn(sent.label ?? null, scope, compat), position: position.value, disabled: sent.disabled ?? null, ...video.value });
}

/** A new entry's values. */
export function newValues(
  sent: SentEntry,
  mediaType: MediaType,
  picture: { file: MediaPath; blob: BlobFacts },
  scope: Scope,
  compat: Compat,
): Result<NewValues> {
  const edited = editableValues(sent, mediaType, scope, compat);
  if (!edited.ok) return edited;
  const video = sent.extension_attributes?.video_content ?? undefined;
  if (mediaType === 'external-video' && video === undefined) return refuse({ code: 'video-missing' });
  // An absent label stays global-less and inherits; the original writes an empty one down.
  const label = edited.value.label ?? (compat === 'strict' && scope !== 'global' ? '' : null);
  const disabled = sent.disabled ?? compat === 'strict';
  const { label: _, position, disabled: __, ...texts } = edited.value;
  const given = Object.entries(texts).filter(([, value]) => value !== null);
  return ok({
    ...(Object.fromEntries(given) as Partial<EntryValues>),
    file: picture.file,
    blob: picture.blob.hash,
    label,
    disabled,
    ...(position === null || position === undefined ? {} : { position }),
  });
}

/** At `all` the original keeps no empty label. */
const labelIn = (label: string | null, scope: Scope, compat: Compat): string | null =>
  label === '' && scope === 'global' && compat === 'strict' ? null : label;

function positionIn(position: number | null, compat: Compat): Result<number | null> {
  if (position === null) return ok(null);
  if (position > MAX_POSITION && compat === 'friendly')
    return refuse({ code: 'limit-passed', what: 'position', limit: MAX_POSITION, unit: 'as the highest number' });
  return ok(Math.min(Math.max(position, 0), MAX_POSITION));
}

/** Title and description can go back to the default; what else a video has is only ever replaced. */
function videoValues(video: SentVideo | undefined, compat: Compat, scope: Scope): Result<Patch<EntryValues>> {
  if (video === undefined) return ok({});
  const url = video.video_url ?? undefined;
  if (url !== undefined && !/^https?:\/\//i.test(url)) return refuse({ code: 'url-refused', field: 'video_url' } satisfies Fault);
  const text = (value: string | null | undefined) => (value === undefined || (value === '' && compat === 'strict' && scope !== 'global') ? null : value);
  return ok({
    videoTitle: text(video.video_title),
    videoDescription: text(video.video_description),
    ...(url === undefined ? {} : { videoUrl: url }),
    ...(video.video_provider == null ? {} : { videoProvider: video.video_provider }),
    ...(video.video_metadata == null ? {} : { videoMetadata: video.video_metadata }),
  });
}
