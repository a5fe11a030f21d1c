import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Galleries } from '../../src/app/galleries.js';
import { startService, type TestService } from '../support/running.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => service.stop());

const read = (sku: string) => fetch(`${service.url}/rest/V1/products/${sku}`, { headers: { authorization: `Bearer ${service.token}` } });

it('a bug or an outage answers 500 with a number to look for, and nothing of its inside', async () => {
  const galleries = service.app.galleries as { -readonly [K in keyof Galleries]: Galleries[K] };
  const { readProduct } = galleries;
  galleries.readProduct = async () => {
    throw new Error('SQLITE_IOERR at /var/lib/secret/place');
  };
  const answer = await read('A');
  galleries.readProduct = readProduct;
  expect(answer.status).toBe(500);
  const { message, ...rest } = (await answer.json()) as { message: string };
  expect(message).toMatch(/^Internal Error\. Details are available in Magento log file\. Report ID: webapi-[0-9a-f]{13,}$/);
  expect(rest).toEqual({});
  expect((await read('A')).status).toBe(404);
});
