/** What a route of this door is: a row that says everything about a call but how it is done; documents and checks are made of it. */
import type { FastifyRequest } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import type { Resource } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Author, Principal, Shop } from '../../app/ports.js';
import type { DoorOptions } from '../door.js';
import type { TakenFile } from './multipart.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The body, where it is written already. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
export const success = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({ status: 200, body, headers });
/** 204: done, and there is nothing to say. */
export const done = (headers: Readonly<Record<string, string>> = {}): Answer => ({ status: 204, body: undefined, headers });

/** `Query` and `Body` as the row's schemas have checked them. */
export interface Call<Query = unknown, Body = unknown> {
  readonly app: App;
  readonly options: DoorOptions;
  readonly request: FastifyRequest;
  readonly shop: Shop;
  readonly principal: Principal;
  readonly by: Author;
  /** The service's address, with a slash at its end. */
  readonly base: string;
  /** Decoded, by the names in the row's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Of a row that takes files, in the order sent; else none. */
  readonly files: readonly TakenFile[];
}

export interface Route<Query extends TObject = TObject, Body extends TObject = TObject> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind `/api/v1`; `{name}` is a parameter. */
  readonly path: string;
  /** Names the call in documents and generated clients. */
  readonly name: string;
  readonly summary: string;
  readonly about: string;
  /** Nobody need sign in. */
  readonly isAnonymous?: boolean;
  /** What the caller has to have a right for; `any`: nothing, to be signed in is enough; absent: galleries. */
  readonly resource?: Resource | 'any';
  /** Takes `If-Match`. */
  readonly isConditional?: boolean;
  /** Takes files (multipart/form-data), which are in before it is handled; it has no body then. */
  readonly takesFiles?: boolean;
  readonly query?: Query;
  readonly body?: Body;
  /** Status of an answer that is no problem; absent: 200. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Media type of an answer that is a picture, as bytes in `body`; it has no schema. */
  readonly answersImage?: string;
  /** Absent: there is nothing to say (204). */
  readonly answer?: TSchema;
  /** For people who read how to call it. */
  readonly example: { readonly url: string; readonly body?: unknown };
  readonly handle: (call: Call<Static<Query>, Static<Body>>) => Promise<Answer>;
}

/** Whether a call may come with a key: it writes, and for somebody. */
export const isKeyed = ({ method, isAnonymous }: Pick<Route, 'method' | 'isAnonymous'>): boolean => method !== 'GET' && isAnonymous !== true;
export const hasDryRun = ({ query }: Pick<Route, 'query'>): boolean => query !== undefined && 'dry_run' in query.properties;

/** Ties a row's handler to its schemas, and forgets the types. */
export const route = <Query extends TObject, Body extends TObject>(row: Route<Query, Body>): Route => row as unknown as Route;
