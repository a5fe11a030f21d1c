/** Uploads that may break off and go on. The protocol is the library's; here it learns who asks and where bytes stand. Source: tus 1.0. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { DataStore, ERRORS, Server, Upload } from '@tus/server';
import type { FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import { UPLOAD_LIFE_MS } from '../../app/handles.js';
import type { Principal } from '../../app/ports.js';
import type { Fault } from '../../core/fault.js';
import { type DoorOptions, publicBase } from '../door.js';
import { faultAnswer, uploadProtocol } from './faults.js';
import type { Answer } from './route.js';
import { TUS_PATH, type Tus } from './tus-protocol.js';
import { refusalOf } from './uploads.js';

/** One request, while the library has it. */
interface Asking {
  readonly by: Principal;
  readonly base: string;
  /** What is answered in place of the library's words. */
  refusal?: Answer;
  /** A bug or an outage. */
  error?: unknown;
}
/** What the library hands on of a refusal. */
const REFUSED = { status_code: 422, body: '' };

/** The protocol over the app's uploads in pieces. */
export function createTus({ resumables, limits, clock }: Pick<App, 'resumables' | 'limits' | 'clock'>, options: DoorOptions): Tus {
  const asking = new WeakMap<Request, Asking>();
  const askingOf = (request: unknown): Asking => {
    const known = asking.get(request as Request);
    if (known === undefined) throw new Error('a request that nobody has asked');
    return known;
  };
  /** The header that tells the handle. */
  const finish = async (ask: Asking, id: string): Promise<Record<string, string>> => {
    const handle = await resumables.finish(id, ask.by);
    if (handle.ok) return { 'Vitrine-Upload': handle.value };
    ask.refusal = refusalOf(handle.fault);
    throw REFUSED;
  };
  const library = new Server({
    path: TUS_PATH,
    datastore: new Store(resumables, clock),
    maxSize: limits.uploadBytes,
    allowedOrigins: () => false,
    namingFunction: (request) => resumables.newId(askingOf(request).by),
    generateUrl: (request, { id }) => `${askingOf(request).base}${TUS_PATH.slice(1)}/${id}`,
    async onIncomingRequest(request, id) {
      if (!resumables.isOf(id, askingOf(request).by)) throw ERRORS.FILE_NOT_FOUND;
    },
    onUploadFinish: async (request, { id }) => ({ headers: await finish(askingOf(request), id) }),
    onResponseError(request, error) {
      if (error instanceof Refused) askingOf(request).refusal = faultAnswer(error.fault);
      else if (!('status_code' in error)) askingOf(request).error = error;
      return undefined;
    },
  });

  return async (request, by) => {
    const ask: Asking = { by, base: publicBase(request, options) };
    const web = webRequest(request);
    asking.set(web, ask);
    const response = await library.handleWeb(web);
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !/^(access-control-|content-)/.test(name)));
    const isWhole = request.method === 'HEAD' && response.ok && headers['upload-length'] === headers['upload-offset'];
    if (isWhole) Object.assign(headers, await finish(ask, idOf(request)).catch((error) => (error === REFUSED ? {} : Promise.reject(error))));
    if (ask.error !== undefined) throw ask.error;
    if (ask.refusal !== undefined) return { answer: { ...ask.refusal, headers } };
    if (response.status < 400) return { status: response.status, headers };
    // What it says of parts of the protocol that are not there.
    const status = response.status === 501 ? 400 : response.status;
    return { answer: { ...uploadProtocol(status, (await response.text()).trim()), headers } };
  };
}

const idOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0]?.split('/').at(-1) ?? '';

/** Its body is read as the library asks for it. */
function webRequest(request: FastifyRequest): Request {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  const body = request.method === 'POST' || request.method === 'PATCH' ? (Readable.toWeb(request.raw) as ReadableStream<Uint8Array>) : undefined;
  return new Request(`http://localhost${request.url}`, { method: request.method, headers, ...(body === undefined ? {} : { body, duplex: 'half' }) });
}

/** What the store would not begin or go on with, on its way through the library. */
class Refused extends Error {
  readonly status_code = REFUSED.status_code;
  readonly body = REFUSED.body;
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}

/** Where the library's bytes stand. */
class Store extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];

  constructor(
    private readonly resumables: App['resumables'],
    private readonly clock: () => number,
  ) {
    super();
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size: sizeBytes = 0, metadata = {} } = upload;
    const begun = await this.resumables.begin({ id, sizeBytes, metadata, createdAt: this.clock() });
    if (!begun.ok) throw new Refused(begun.fault);
    return upload;
  }

  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const end = await this.resumables.append(id, bytes as AsyncIterable<Uint8Array>, offset);
    // The library looks at the offset first; another node may have been faster since.
    if (end === 'overtaken') throw ERRORS.INVALID_OFFSET;
    if (!end.ok) throw new Refused(end.fault);
    return end.value;
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await this.resumables.find(id);
    if (found === undefined) throw ERRORS.FILE_NOT_FOUND;
    const { sizeBytes: size, receivedBytes: offset, metadata, createdAt } = found;
    return new Upload({ id, size, offset, metadata, creation_date: new Date(createdAt).toISOString() });
  }

  override async remove(id: string): Promise<void> {
    await this.getUpload(id);
    await this.resumables.remove(id);
  }

  override getExpiration(): number {
    return UPLOAD_LIFE_MS;
  }
}
