/** Pictures out: originals bit for bit, and renditions. The content type comes from the bytes, never from the name. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import type { Original } from '../../app/originals.js';
import type { ServedFile } from '../../app/ports.js';
import type { Wish } from '../../app/rendition-key.js';
import { type ReadyRendition, roomName } from '../../app/renditions.js';
import { type BlobHash, parseStoreCode } from '../../core/ids.js';
import { contentVersion } from '../../core/picture-urls.js';
import { chooseFormat } from '../../core/rendition-format.js';
import type { Door, DoorOptions } from '../door.js';
import { type Address, createAddresses } from './address.js';
import { type Keeping, keepFor, type OutgoingPicture, sendNothing, sendNotModified, sendPicture } from './picture.js';
import { type Answered, createRepeats } from './repeats.js';

/** Longer than any cache keeps the way there. */
const SIGNED_FOR_S = 3600;
const ROUTES = ['/media/catalog/product/*', '/pub/media/catalog/product/*', '/media/p/*', '/pub/media/p/*'] as const;
type PictureAddress = Extract<Address, { state: 'picture' }>;
interface Delivery {
  readonly app: App;
  readonly options: DoorOptions;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** What stood behind an answer that may be given again. */
  readonly note: (answered: Omit<Answered, 'path'>) => void;
}

export const delivery: Door = {
  name: 'delivery',
  register(server, app, options) {
    const addressOf = createAddresses(options);
    // Where the path's row is asked for each time there is no telling whether it is the same.
    const repeats = app.originals.isRemote === true ? undefined : createRepeats(app.originals);
    for (const url of ROUTES)
      server.route({
        method: ['GET', 'HEAD'],
        url,
        handler: (request, reply) => {
          reply.header('x-content-type-options', 'nosniff');
          const address = addressOf(request.originalUrl);
          const note: Delivery['note'] = (answered) => address.state === 'picture' && repeats?.note(request, reply, { path: address.path, ...answered });
          return answer({ app, options, request, reply, note }, address);
        },
      });
    return repeats?.repeat;
  },
};

async function answer(to: Delivery, address: Address): Promise<FastifyReply> {
  const { reply } = to;
  if (address.state === 'none') return sendNothing(reply);
  if (address.state === 'unsigned') return refuse(reply, 403, { message: 'The address has to be signed.' });
  if (address.state === 'refused') return refuseParameter(reply, address);
  const original = await to.app.originals.find(address.path);
  if (original === undefined) return sendNothing(reply);
  const { file } = original;
  reply.header('surrogate-key', surrogateKeys(file, address));
  if (address.varies) reply.header('vary', 'Accept');
  const keeping = address.version !== undefined && address.version === contentVersion({ blob: file.blob, focal: file.owner?.focal }) ? 'immutable' : 'short';
  if (address.rendition === undefined) return sendOriginal(to, original, keeping);
  const format = chooseFormat(address.rendition, sourceOf(file), to.request.headers.accept);
  return sendRendition(to, original, { file, rendition: address.rendition, format }, keeping);
}

const sourceOf = ({ type, frames, verdict }: ServedFile) => ({ type, frames, hasAlpha: verdict.state === 'ready' ? verdict.pixels.hasAlpha : undefined });

async function sendRendition(to: Delivery, original: Original, wish: Wish, keeping: Keeping): Promise<FastifyReply> {
  const { app, request, reply } = to;
  const key = app.renditions.keyOf(wish);
  // Before anything is looked for or made: who has it names it.
  if (sendNotModified(request, reply, key, keeping)) return reply;
  const ready = app.renditions.peek(wish, key);
  if (ready !== undefined) {
    const sent = await sendReady(to, wish.file, ready, keeping);
    const bytes = () => {
      const now = app.renditions.peek(wish, key);
      return now?.kept.key === ready.kept.key ? now.bytes : undefined;
    };
    to.note({ file: wish.file, bytes });
    return sent;
  }
  const served = await app.renditions.serve(wish, key);
  if (served.state === 'refused') return refuseParameter(reply, served);
  if (served.state === 'original') return sendOriginal(to, original, 'for-now');
  return sendReady(to, wish.file, served, served.state === 'ready' ? keeping : 'for-now');
}

async function sendReady(to: Delivery, file: ServedFile, ready: ReadyRendition, keeping: Keeping): Promise<FastifyReply> {
  const { key, type } = ready.kept;
  const elsewhere = await sendElsewhere(to, { room: 'renditions', hash: roomName(key), type }, keeping);
  return elsewhere ?? sendPicture(to.request, to.reply, outgoing(to, file, ready), keeping);
}

/** To where the caller fetches the bytes without us; undefined: the setting or the place of the bytes does not have it so. */
async function sendElsewhere(to: Delivery, picture: { room: 'blobs' | 'renditions'; hash: BlobHash; type: string }, keeping: Keeping) {
  const { app, options, request, reply } = to;
  const [links, { deliveryRedirect }] = [app.links[picture.room], options];
  // What is signed is signed for GET alone.
  if (links === undefined || deliveryRedirect === 'off' || request.method !== 'GET') return undefined;
  const isSigned = deliveryRedirect === 'presigned';
  const url = isSigned
    ? await links.signed(picture.hash, { type: picture.type, expiresInS: SIGNED_FOR_S })
    : `${deliveryRedirect}${picture.room}/${links.place(picture.hash)}`;
  // A signed address runs out, however long its picture stays the same.
  if (isSigned && keeping === 'immutable') keepFor(reply, 'short');
  return reply.code(302).header('location', url).send();
}

async function sendOriginal(to: Delivery, original: Original, keeping: Keeping): Promise<FastifyReply> {
  const { options, request, reply } = to;
  const { file, open } = original;
  if (sendNotModified(request, reply, file.blob, keeping)) return reply;
  const elsewhere = await sendElsewhere(to, { room: 'blobs', hash: file.blob, type: file.type }, keeping);
  if (elsewhere !== undefined) return elsewhere;
  const place = placeOf(options, 'blobs', original);
  const isSentHere = place === undefined && request.method === 'GET';
  const bytes = isSentHere ? (original.peek() ?? (await original.readSmall())) : undefined;
  const { type, sizeBytes, blob: tag } = file;
  const sent = await sendPicture(request, reply, { type, sizeBytes, bytes, open, tag, place, info: infoOf(file, undefined) }, keeping);
  if (keeping !== 'for-now') to.note({ file, bytes: original.peek });
  return sent;
}

function outgoing({ app, options }: Delivery, file: ServedFile, { kept, bytes }: ReadyRendition): OutgoingPicture {
  const { type, sizeBytes, key } = kept;
  const place = placeOf(options, 'renditions', { place: () => app.renditions.place(key) });
  return { type, sizeBytes, bytes, open: (range) => app.renditions.open(key, range), tag: key, place, info: infoOf(file, kept) };
}

/** For the web server in front; undefined: there is none, or no file for it. */
function placeOf({ accelPrefix }: DoorOptions, room: string, at: { place(): string | undefined }): string | undefined {
  const place = accelPrefix === '' ? undefined : at.place();
  return place === undefined ? undefined : `${accelPrefix}${room}/${place}`;
}

/** As shops know it from Fastly: bytes, size and format of what came in and of what goes out. */
function infoOf(file: ServedFile, kept: ReadyRendition['kept'] | undefined): string {
  const source = file.verdict.state === 'ready' ? file.verdict.pixels : file;
  const [out, size] = [kept ?? file, kept ?? source];
  const from = `ifsz=${file.sizeBytes} idim=${source.widthPx}x${source.heightPx} ifmt=${wordOf(file.type)}`;
  return `${from} ofsz=${out.sizeBytes} odim=${size.widthPx}x${size.heightPx} ofmt=${wordOf(out.type)}`;
}
const wordOf = (type: string): string => type.slice('image/'.length);

/** What a CDN is told to forget answers by: `product-12 entry-34 store-german`; `store-all` where no store view's page asked. */
function surrogateKeys({ owner }: ServedFile, { store }: PictureAddress): string {
  const view = `store-${store !== undefined && parseStoreCode(store) !== undefined ? store : 'all'}`;
  return owner === undefined ? view : `product-${owner.product} entry-${owner.entry} ${view}`;
}

const refuseParameter = (reply: FastifyReply, { parameter, reason }: { parameter: string; reason: string }): FastifyReply =>
  refuse(reply, 400, { message: `${parameter}: ${reason}`, parameter });
function refuse(reply: FastifyReply, status: 400 | 403, body: object): FastifyReply {
  for (const name of ['etag', 'vary', 'surrogate-key']) reply.removeHeader(name);
  return reply.code(status).header('cache-control', 'no-store').send(body);
}
