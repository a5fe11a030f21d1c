/** Puts the demo shop into the service, through the same use cases as every door. */
import type { App } from '../../app/app.js';
import type { BlobFacts } from '../../app/ports.js';
import type { Command } from '../../core/commands.js';
import { ok, type Result } from '../../core/fault.js';
import type { EntryValues } from '../../core/fields.js';
import type { EntryId, MediaPath, Sku, StoreCode } from '../../core/ids.js';
import { pathOf } from '../../core/naming.js';
import { type Patch, storeScope } from '../../core/scope.js';
import type { DemoPicture, DemoProduct } from '../../demo/shop.js';
import type { DemoShop } from './host.js';

const DRAWN_AT_ONCE = 2;
const BY = { actor: 'demo', door: 'cli', request: 'demo' };

export async function fillShop(app: App, shop: DemoShop, progress: (done: number, all: number) => void): Promise<void> {
  for (const { code, name, locale } of shop.stores) must(await app.catalog.addStore({ code: code as StoreCode, name, website: undefined, locale }));
  const drawn = await drawAll(app, shop, progress);
  for (const product of shop.products) must(await fillProduct(app, product, drawn));
  app.decoding.wake();
}

async function drawAll(app: App, shop: DemoShop, progress: (done: number, all: number) => void): Promise<Map<DemoPicture, BlobFacts>> {
  const pictures = shop.products.flatMap((product) => product.pictures);
  const waiting = [...pictures];
  const drawn = new Map<DemoPicture, BlobFacts>();
  const drawNext = async (): Promise<void> => {
    for (let picture = waiting.shift(); picture !== undefined; picture = waiting.shift()) {
      const { bytes, type } = await shop.draw(picture.scene);
      const checked = must(app.uploads.check({ bytes, type, name: picture.file }, ['image/jpeg', 'image/png']));
      drawn.set(picture, must(await app.uploads.keep(checked, undefined)));
      progress(drawn.size, pictures.length);
    }
  };
  await Promise.all(Array.from({ length: DRAWN_AT_ONCE }, drawNext));
  return drawn;
}

async function fillProduct(app: App, product: DemoProduct, drawn: Map<DemoPicture, BlobFacts>): Promise<Result<unknown>> {
  const { sets } = await app.stores.refresh();
  const [set] = sets;
  if (set === undefined) throw new Error('a shop has an attribute set');
  const by = { ...BY, at: app.clock() };
  const { name, price, sku, pictures } = product;
  const born = await app.galleries.save(
    sku,
    by,
    () => ok({ sku: sku as Sku, type: 'simple', set, websites: [1] }),
    async (_stored, claims) => {
      const commands: Command[] = [];
      for (const picture of pictures) commands.push(...commandsFor(picture, await claims.entryId(), await claims.path(pathOf(picture.file)), drawn));
      return ok({ commands, attributes: { scope: 'global', values: { name: name.global, price, status: 1, visibility: 4 } }, blobs: [...drawn.values()] });
    },
  );
  for (const store of ['german', 'french'] as const) {
    const text = name[store];
    if (born.ok && text !== undefined)
      await app.galleries.save(
        sku,
        by,
        () => ok({ sku: sku as Sku, type: 'simple', set, websites: [1] }),
        async () => ok({ commands: [], attributes: { scope: storeScope(store as string as StoreCode), values: { name: text } } }),
      );
  }
  return born;
}

function commandsFor(picture: DemoPicture, entry: EntryId, file: MediaPath, drawn: Map<DemoPicture, BlobFacts>): Command[] {
  const { label, position, roles, roleIn, video } = picture;
  const blob = (drawn.get(picture) as BlobFacts).hash;
  const videoTexts = video === undefined ? {} : { videoUrl: video.url, videoTitle: video.title.global };
  const here = (['german', 'french'] as const).flatMap((store): Command[] => {
    const values = overridesAt(picture, store);
    return Object.keys(values).length === 0 ? [] : [{ kind: 'set-values', entry, scope: storeScope(store as string as StoreCode), values }];
  });
  return [
    {
      kind: 'add-entry',
      id: entry,
      mediaType: video === undefined ? 'image' : 'external-video',
      scope: 'global',
      values: { file, blob, label: label.global, position, ...videoTexts },
    },
    { kind: 'claim-roles', entry, scope: 'global', roles, pin: true },
    ...here,
    ...(roleIn === undefined ? [] : [{ kind: 'claim-roles', entry, scope: storeScope(roleIn.store as StoreCode), roles: [roleIn.role], pin: true } as const]),
  ];
}

function overridesAt({ label, hiddenIn, positionIn, video }: DemoPicture, store: 'german' | 'french'): Patch<EntryValues> {
  const title = video?.title[store];
  return {
    ...(label[store] === undefined ? {} : { label: label[store] }),
    ...(hiddenIn === store ? { disabled: true } : {}),
    ...(positionIn?.store === store ? { position: positionIn.position } : {}),
    ...(title === undefined ? {} : { videoTitle: title }),
  };
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`the demo shop cannot be filled: ${result.fault.code}`);
}
