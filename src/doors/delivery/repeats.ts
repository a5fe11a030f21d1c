/**
 * A picture in memory that is asked for again in the same words goes out as it did before, past the framework. All that it
 * depends on is looked at anew: the path's row and the bytes. Where either is another, or the words say more than an
 * address, the request takes the long way.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Originals } from '../../app/originals.js';
import type { ServedFile } from '../../app/ports.js';
import type { QuickLane } from '../door.js';
import { LONG_BYTES } from './picture.js';

/** What stood behind an answer; `bytes`: those very ones, undefined where they are no longer in memory, or others by now. */
export interface Answered {
  readonly path: string;
  readonly file: ServedFile;
  readonly bytes: () => Uint8Array | undefined;
}
export interface Repeats {
  /** Of an answer that may be kept by anybody. */
  note(request: FastifyRequest, reply: FastifyReply, answered: Answered): void;
  readonly repeat: QuickLane;
}

const KEPT = 2000;
const LONGEST_NAME_CHARS = 512;
/** What makes another answer of the same address, beside `accept`. */
const CONDITIONS = ['if-none-match', 'range', 'if-range', 'origin'] as const;

export function createRepeats(originals: Originals): Repeats {
  const kept = new Map<string, Answered & { readonly route: string; readonly headers: string[] }>();
  return {
    note({ method, raw, routeOptions: { url: route = '' } }, reply, answered) {
      const name = nameOf(raw);
      if (method !== 'GET' || reply.statusCode !== 200 || name === undefined || name.length > LONGEST_NAME_CHARS) return;
      if (!(Number(reply.getHeader('content-length')) <= LONG_BYTES)) return;
      kept.delete(name);
      kept.set(name, { ...answered, route, headers: Object.entries(reply.getHeaders()).flatMap(([header, value]) => [header, String(value)]) });
      for (const [oldest] of kept) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
    },
    repeat(request, response) {
      const name = request.method === 'GET' ? nameOf(request) : undefined;
      const known = name === undefined ? undefined : kept.get(name);
      if (name === undefined || known === undefined) return undefined;
      return originals.find(known.path).then((original) => {
        const bytes = original?.file === known.file ? known.bytes() : undefined;
        if (bytes === undefined) return void kept.delete(name);
        response.writeHead(200, known.headers).end(bytes);
        return known.route;
      });
    },
  };
}

/** Undefined: more than the address and the formats decides. */
function nameOf({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined {
  return CONDITIONS.some((name) => headers[name] !== undefined) ? undefined : `${headers.accept ?? ''}\n${url}`;
}
