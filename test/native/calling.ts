/** Calls of the native door; whatever it answers is held against its own document. */
import { setTimeout as pause } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { expect } from 'vitest';
import type { Route } from '../../src/doors/native/route.js';
import { ROUTES } from '../../src/doors/native/routes.js';
import { ProblemOut } from '../../src/doors/native/shapes.js';
import { clientOf, type Reply } from '../doors/client.js';
import type { TestService } from '../support/running.js';

export type Native = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string | undefined>>) => Promise<Reply>;

const answers = new Map(ROUTES.flatMap((row) => (row.answer === undefined ? [] : [[row, Compile(row.answer)] as const])));
const problem = Compile(ProblemOut);
const pattern = ({ path }: Route) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** `path` behind `/api/v1`. */
export function nativeOf(service: TestService, token?: string): Native {
  const call = clientOf(service, token);
  return async (method, path, body, headers) => {
    const reply = await call(method, `/api/v1${path}`, body, headers);
    const row = ROUTES.find((one) => one.method === method && pattern(one).test(path.split('?')[0] ?? ''));
    if (reply.status >= 400 && method === 'HEAD') expect(reply.text).toBe('');
    else if (reply.status >= 400) {
      expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(problem.Errors(reply.body)).toEqual([]);
    } else if (row?.answersImage !== undefined) expect(reply.headers['content-type']).toBe(row.answersImage);
    else if (row?.answer !== undefined) expect(answers.get(row)?.Errors(reply.body), reply.text.slice(0, 300)).toEqual([]);
    else if (row !== undefined) expect([reply.status, reply.text]).toEqual([204, '']);
    return reply;
  };
}

export async function nativeAs(service: TestService, name: string, stores?: string[], resources?: string[]): Promise<Native> {
  await service.addUser(name, 'Pass-Word-1', resources, stores);
  const token = await service.app.access.signIn(name, 'Pass-Word-1');
  if (!token.ok) throw new Error('the user cannot sign in');
  return nativeOf(service, token.value);
}

/** Refused with that problem. */
export function expectProblem(reply: Reply, status: number, type: string): Record<string, unknown> {
  expect({ status: reply.status, type: (reply.body as { type?: string }).type }, reply.text.slice(0, 500)).toEqual({ status, type });
  return reply.body as Record<string, unknown>;
}

export interface Cell<V = unknown> {
  readonly value: V;
  readonly source: string;
  readonly fallback?: V;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
}
export interface EntryView {
  readonly id: number;
  readonly roles: readonly string[];
  readonly label: Cell<string | null>;
  readonly position: Cell<number | null>;
  readonly disabled: Cell<boolean>;
  readonly decorative: Cell<boolean>;
  readonly focal: Cell;
  readonly file: Cell<string>;
}
export interface GalleryView {
  readonly sku: string;
  readonly version: string;
  readonly views: readonly {
    readonly store: string;
    readonly order: Cell<readonly number[]>;
    readonly roles: Readonly<Record<string, Cell<number | null>>>;
    readonly entries: readonly EntryView[];
  }[];
  readonly pictures: Readonly<
    Record<string, { readonly url: string; readonly width: number; readonly renditions: Readonly<Record<string, { url: string; srcset: string }>> }>
  >;
}
export interface EditView {
  readonly dry_run: boolean;
  readonly change: number | null;
  readonly changes: readonly Readonly<Record<string, unknown>>[];
  readonly warnings: readonly Readonly<Record<string, unknown>>[];
  readonly gallery: GalleryView;
}

export async function galleryIn(call: Native, sku: string, query = ''): Promise<GalleryView> {
  const reply = await call('GET', `/products/${encodeURIComponent(sku)}/gallery${query}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as GalleryView;
}

/** One store view's, found by its code. */
export function viewIn(gallery: GalleryView, store: string): GalleryView['views'][number] {
  const view = gallery.views.find((one) => one.store === store);
  if (view === undefined) throw new Error(`${store} is not shown`);
  return view;
}
export function entryIn(gallery: GalleryView, store: string, id: number): EntryView {
  const entry = viewIn(gallery, store).entries.find((one) => one.id === id);
  if (entry === undefined) throw new Error(`entry ${id} is not shown`);
  return entry;
}

export async function patch(call: Native, sku: string, operations: readonly unknown[], query = '', headers: Record<string, string> = {}): Promise<EditView> {
  const reply = await call('PATCH', `/products/${encodeURIComponent(sku)}/gallery${query}`, { operations }, headers);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as EditView;
}

export async function undo(call: Native, sku: string, body: unknown, query = ''): Promise<EditView> {
  const reply = await call('POST', `/products/${encodeURIComponent(sku)}/undo${query}`, body);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as EditView;
}

/** A time between two writes, by the clock that stamps them, which is the database's. */
export async function timeBetween({ app }: Pick<TestService, 'app'>): Promise<string> {
  await pause(5);
  const at = new Date(app.clock()).toISOString();
  await pause(5);
  return at;
}
