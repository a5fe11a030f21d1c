/** The documents: valid for whoever reads them, the same for programs and people, made of the rows. */
import { createHash } from 'node:crypto';
import SwaggerParser from '@apidevtools/swagger-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/doors/native/faults.js';
import { OPERATIONS } from '../../src/doors/native/operations.js';
import { ROUTES } from '../../src/doors/native/routes.js';
import { send } from '../conformance/wire.js';
import { startService, type TestService } from '../support/running.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string; readonly parameters: readonly { name: string; in: string }[] }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
const get = (path: string) => send(service.url, 'GET', path, {}, undefined);
async function documentOf(): Promise<Document> {
  const reply = await get('/api/v1/openapi.json');
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return JSON.parse(reply.bytes.toString('utf8')) as Document;
}

describe('openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = await documentOf();
    expect(document.openapi).toBe('3.1.0');
    await SwaggerParser.validate(structuredClone(document) as never);
    expect(document.servers).toEqual([{ url: `${service.url}/api/v1` }]);
  });

  it('has every call, with the parameters of its path, and no other', async () => {
    const { paths } = await documentOf();
    const named = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    expect(named.sort()).toEqual(ROUTES.map(({ method, path, name }) => `${method.toLowerCase()} ${path} ${name}`).sort());
    for (const [path, methods] of Object.entries(paths))
      for (const { parameters } of Object.values(methods))
        expect(parameters.flatMap((one) => (one.in === 'path' ? [one.name] : []))).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  });

  it('refers to every type that it has, and has every type that it refers to', async () => {
    const document = await documentOf();
    const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(document.components.schemas).sort());
    for (const op of Object.keys(OPERATIONS)) expect(document.components.schemas).toHaveProperty([`Operation-${op}`]);
  });
});

describe('/api/docs', () => {
  it('names every call, operation and problem', async () => {
    const reply = await get('/api/docs');
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const page = reply.bytes.toString('utf8');
    for (const { path, method, name } of ROUTES)
      for (const word of [`${method} /api/v1${path}`, `id="${name}"`, `href="#${name}"`]) expect(page).toContain(word);
    for (const op of Object.keys(OPERATIONS)) expect(page).toContain(`<code>${op}</code>`);
    for (const { type } of PROBLEMS) expect(page).toContain(`<code>${type}</code>`);
    expect(page).not.toMatch(/\[object|undefined|NaN/);
    const [links, places] = [/href="#([^"]+)"/g, /id="([^"]+)"/g].map((one) => new Set([...page.matchAll(one)].map(([, name]) => name)));
    expect([...(links ?? [])].filter((name) => !places?.has(name))).toEqual([]);
  });

  it('loads nothing from anywhere, and says so', async () => {
    const reply = await get('/api/docs');
    const page = reply.bytes.toString('utf8');
    expect(page).not.toMatch(/<(script|img|link|iframe|form)|src=|url\(|@import|style="/);
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const policy = reply.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });
});
