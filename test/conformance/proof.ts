/**
 * What holds after the last step. `then` reads each scope through two doors, the media list and the product.
 * `inherits` and `pinned` are proved from outside: every global value is changed, and each scope read again.
 */
import { bytesDifferences, jsonOf, type Story } from './check.js';
import { differences } from './match.js';
import type { Claims, Json, JsonObject, Row } from './row.js';
import { at, fillString } from './words.js';

export async function prove(story: Story, row: Row): Promise<void> {
  for (const [where, expected] of Object.entries(row.then ?? {})) {
    const [scope = 'all', product = story.product] = where.split(' ');
    report(`then at ${where}`, await galleryDifferences(story, scope, product, expected));
  }
  const claims = [...claimsOf(row.inherits, true), ...claimsOf(row.pinned, false)];
  if (claims.length > 0) report('inheritance', [...(await proveValues(story, claims)), ...(await proveRoles(story, claims))]);
}

function report(label: string, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`${label}\n${wrong.join('\n')}`);
}

async function galleryDifferences(story: Story, scope: string, product: string, expected: readonly JsonObject[]): Promise<string[]> {
  const entries = expected.map(({ bytes: _, ...entry }) => entry);
  const wrong: string[] = [];
  for (const read of [readMedia, readProduct]) wrong.push(...differences(await read(story, scope, product), entries, false, story, read.name));
  const came = await readProduct(story, scope, product);
  for (const [index, { bytes }] of expected.entries()) {
    if (bytes === undefined) continue;
    const reply = await story.ask({ method: 'GET', path: `/media/catalog/product${String(came[index]?.file)}`, auth: false });
    wrong.push(...bytesDifferences(reply, fillString(String(bytes), story.words)));
  }
  return wrong;
}

const address = (scope: string, product: string): string => `/rest/${scope === 'V1' ? '' : `${scope}/`}V1/products/{{sku:${product}}}`;

async function read(story: Story, path: string): Promise<Json> {
  const reply = await story.ask({ method: 'GET', path });
  if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status} ${reply.bytes.toString().slice(0, 200)}`);
  return jsonOf(reply) ?? null;
}

async function readMedia(story: Story, scope: string, product: string): Promise<JsonObject[]> {
  return (await read(story, `${address(scope, product)}/media`)) as JsonObject[];
}

async function readProduct(story: Story, scope: string, product: string): Promise<JsonObject[]> {
  return at(await read(story, address(scope, product)), '$.media_gallery_entries') as JsonObject[];
}

// --- Inheritance, from outside --------------------------------------------------------------------------------

interface Claim {
  readonly scope: string;
  readonly entry: string;
  readonly field: string;
  readonly inherits: boolean;
}

function claimsOf(claims: Claims | undefined, inherits: boolean): Claim[] {
  return Object.entries(claims ?? {}).flatMap(([scope, entries]) =>
    Object.entries(entries).flatMap(([entry, fields]) => fields.map((field) => ({ scope, entry, field, inherits }))),
  );
}

type Views = Map<string, JsonObject[]>;

async function readScopes(story: Story, claims: readonly Claim[]): Promise<Views> {
  const views: Views = new Map();
  for (const scope of new Set(['all', ...claims.map(({ scope }) => scope)])) views.set(scope, await readProduct(story, scope, story.product));
  return views;
}

/** Changes label, position, visibility and video texts of every entry at `all`. */
async function proveValues(story: Story, claims: readonly Claim[]): Promise<string[]> {
  const asked = claims.filter(({ field }) => field !== 'types');
  const before = await readScopes(story, asked);
  for (const [index, entry] of (before.get('all') ?? []).entries()) {
    const values = { label: `${String(entry.label)} at all now`, position: 9000 - index, disabled: !entry.disabled };
    await putGlobally(story, entry, { ...values, ...changedVideo(entry) });
  }
  return claimDifferences(story, asked, before, await readScopes(story, asked));
}

/** Gives each claimed entry roles at `all` and takes them away, twice over, so that a role played here is among them. */
async function proveRoles(story: Story, claims: readonly Claim[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const claim of claims.filter(({ field }) => field === 'types')) {
    for (const id of idsOf(story, claim, await readProduct(story, 'all', story.product)))
      for (const _ of ['one way', 'and back']) wrong.push(...(await turnRoles(story, claim, id)));
  }
  return wrong;
}

async function turnRoles(story: Story, claim: Claim, id: Json | undefined): Promise<string[]> {
  const before = await readScopes(story, [claim]);
  const [entry, here] = ['all', claim.scope].map((scope) => before.get(scope)?.find((one) => one.id === id));
  if (entry === undefined || here === undefined) return [`no entry ${String(id)}`];
  const [now, wanted] = [entry, here].map(({ types }) => types as Json[]);
  await putGlobally(story, entry, { ...valuesOf(entry), types: now?.length ? [] : wanted?.length ? wanted : ['image'] });
  return claimDifferences(story, [claim], before, await readScopes(story, [claim]), id);
}

async function putGlobally(story: Story, entry: JsonObject, values: JsonObject): Promise<void> {
  const body = { entry: { id: entry.id ?? null, media_type: entry.media_type ?? null, ...values } };
  const reply = await story.ask({ method: 'PUT', path: `${address('all', story.product)}/media/${String(entry.id)}`, body });
  if (reply.status !== 200) throw new Error(`the global change was refused: ${reply.status} ${reply.bytes.toString().slice(0, 300)}`);
}

const valuesOf = ({ label = null, position = null, disabled = null, extension_attributes }: JsonObject): JsonObject => ({
  label,
  position,
  disabled,
  ...(extension_attributes === undefined ? {} : { extension_attributes }),
});

function changedVideo(entry: JsonObject): JsonObject {
  const video = at(entry, '$.extension_attributes.video_content') as JsonObject | undefined;
  if (video === undefined) return {};
  return { extension_attributes: { video_content: { ...video, video_title: 'title at all now', video_description: 'description at all now' } } };
}

function claimDifferences(story: Story, claims: readonly Claim[], before: Views, after: Views, only?: Json): string[] {
  return claims.flatMap((claim) =>
    idsOf(story, claim, before.get('all') ?? [])
      .filter((id) => only === undefined || id === only)
      .flatMap((id) => {
        const [was, is] = [before, after].map((views) => fieldOf(views.get(claim.scope), id, claim.field));
        const [globalWas, globalIs] = [before, after].map((views) => fieldOf(views.get('all'), id, claim.field));
        if (globalWas === globalIs) return [`${claim.entry}.${claim.field}: the global value did not change, so nothing is proved`];
        const fits = claim.inherits ? was === globalWas && is === globalIs : is === was;
        const expected = claim.inherits ? `to be ${globalWas} and follow to ${globalIs}` : `to stay ${was} beside ${globalIs}`;
        return fits ? [] : [`${claim.entry}.${claim.field} at ${claim.scope}: ${was}, then ${is}, expected ${expected}`];
      }),
  );
}

function idsOf(story: Story, claim: Claim, view: readonly JsonObject[]): (Json | undefined)[] {
  return claim.entry === '*' ? view.map(({ id }) => id) : [story.words.get(`id:${claim.entry}`)];
}

function fieldOf(view: readonly JsonObject[] | undefined, id: Json | undefined, field: string): string {
  const entry = view?.find((one) => one.id === id);
  if (entry === undefined) return 'no such entry';
  return JSON.stringify(field.startsWith('video_') ? at(entry, `$.extension_attributes.video_content.${field}`) : entry[field]);
}
