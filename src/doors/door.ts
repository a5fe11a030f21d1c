/** What every door shares: what it is registered with, who asks, and how much may be on its way in at once. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { App } from '../app/app.js';
import type { Author, Principal, Shop } from '../app/ports.js';
import type { TracedRequest } from '../app/ports-metrics.js';
import { writableStores } from '../app/rights.js';
import type { DueOperation, Performed } from '../app/work.js';
import type { PresetQuery } from '../core/presets.js';

/** `friendly` puts right what a faithful copy of the older protocols would hurt people with; `strict` shows it. */
export type Compat = 'friendly' | 'strict';

export interface DoorOptions {
  readonly compat: Compat;
  /** How the JSON-RPC door speaks, and how it writes answers where its page and the page's samples differ. */
  readonly rpcDialect: 'shipstream' | 'openmage';
  readonly rpcResults: 'prose' | 'samples';
  /** Whether answers to bugs carry a trace. */
  readonly developer: boolean;
  /** Ends in `/`; empty: from each request's Host. */
  readonly baseUrl: string;
  /** Which renditions may be asked for, and what signatures are made with. */
  readonly delivery: 'presets' | 'free' | 'signed';
  readonly deliveryKey: string;
  readonly presets: Readonly<Record<string, PresetQuery>>;
  /** Where a web server in front finds the files; empty: there is none, or it does not look. */
  readonly accelPrefix: string;
  /** `off`, `presigned`, or the address of a CDN, ending in `/`: callers fetch bytes there where clients can. */
  readonly deliveryRedirect: string;
  /** Whose pages may call from a browser: origins, or `*`; empty: nobody's. */
  readonly corsOrigins: readonly string[];
}

/** Answers that need nothing of the framework: the route whose answer went out. Undefined: nothing was sent, the request goes the long way. */
export type QuickLane = (request: IncomingMessage, response: ServerResponse) => Promise<string | undefined> | undefined;

export interface Door {
  readonly name: string;
  register(server: FastifyInstance, app: App, options: DoorOptions): QuickLane | undefined;
  /**
   * Performs what the door let be accepted for later. `app` sees and writes inside of the queue's transaction, through
   * `galleries` and `uploads` alone: any other write would wait for the very transaction that it stands in.
   */
  perform?(app: App, options: DoorOptions, operation: DueOperation): Promise<Performed>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the caller is known; for the log. */
    principal?: Principal;
    /** What was matched, where one address of the framework's stands for many calls; for the figures. */
    matched?: string;
    /** Where somebody follows requests. */
    traced?: TracedRequest | undefined;
  }
  interface FastifyContextConfig {
    /** Whose route it is; set by the server. */
    door?: string;
    /** Its body goes through as it comes, and is nowhere whole in memory. */
    isStreamed?: boolean;
    /** The plugin's own, for one route. */
    cors?: FastifyCorsOptions;
  }
}

/** Who a change is put down to, and where he may make one. */
export const authorOf = (request: FastifyRequest, user: Principal, door: string, app: App, shop: Shop): Author => ({
  actor: user.name,
  door,
  request: request.id,
  at: app.clock(),
  mayWrite: writableStores(user, shop),
});

/** The service's public address, with a slash at its end. A Host that is no host name is not repeated to anybody. */
export function publicBase(request: FastifyRequest, options: DoorOptions): string {
  if (options.baseUrl !== '') return options.baseUrl;
  const host = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?$/.test(request.host) ? request.host : 'localhost';
  return `${request.protocol}://${host}/`;
}

/**
 * Lets pages of the origins call the routes that the door adds from here on; where none is set, a preflight is a request
 * like any other.
 */
export function allowOrigins(door: FastifyInstance, { corsOrigins }: DoorOptions, more: Pick<FastifyCorsOptions, 'methods' | 'exposedHeaders'> = {}): void {
  if (corsOrigins.length === 0) return;
  const cors = { origin: corsOrigins.includes('*') ? '*' : [...corsOrigins], methods: ['GET', 'POST', 'PUT', 'DELETE'], maxAge: 600, ...more };
  door.addHook('onRoute', (route) => {
    route.config = { ...route.config, cors };
  });
}

/** Once for all doors, before them: the plugin's own route cannot stand in the server twice. Only routes of {@link allowOrigins} are open. */
export function registerOrigins(server: FastifyInstance, { corsOrigins }: DoorOptions): void {
  if (corsOrigins.length > 0) void server.register(cors, { origin: false });
}

/** The path of a request as it came. */
export const rawPath = (request: FastifyRequest): string => pathOf(request.originalUrl);

/** An address without its query; nothing is decoded. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/**
 * Asks for room for so many bytes; `go` is called, at once or later, when it is there. What comes back gives the room,
 * or the place in the line, back; undefined: nothing was taken.
 */
export type ByteGate = (bytes: number, go: () => void) => (() => void) | undefined;

/**
 * Bounds the bytes of bodies that are on their way in, not the number of requests: an upload is held several times
 * over while it is taken apart. First come, first served; small bodies never wait, and one alone may be of any size.
 */
export function createByteGate(limitBytes: number): ByteGate {
  const FREE_BYTES = 64 * 1024;
  let taken = 0;
  const line: { readonly bytes: number; readonly go: () => void }[] = [];
  function admit(): void {
    for (let next = line[0]; next !== undefined && (taken === 0 || taken + next.bytes <= limitBytes); next = line[0]) {
      line.shift();
      taken += next.bytes;
      next.go();
    }
  }
  return (bytes, go) => {
    if (bytes <= FREE_BYTES) {
      go();
      return undefined;
    }
    const place = { bytes, go };
    line.push(place);
    admit();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      const waiting = line.indexOf(place);
      if (waiting < 0) taken -= bytes;
      else line.splice(waiting, 1);
      admit();
    };
  };
}
