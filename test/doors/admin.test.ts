/** Where a person who knows nothing but the host comes to. */
import { expect, test } from 'vitest';
import { startService } from '../support/running.js';

test('the bare address leads to the admin, behind a path of a proxy, too', async () => {
  const service = await startService();
  try {
    const answer = await fetch(service.url, { redirect: 'manual' });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, new URL(location, service.url).pathname, new URL(location, 'https://shop.example/media-service/').pathname]).toEqual([
      302,
      '/admin',
      '/media-service/admin',
    ]);
  } finally {
    await service.stop();
  }
});
