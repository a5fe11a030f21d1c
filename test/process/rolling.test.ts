/** Two nodes, started anew one after the other while a shop goes on asking: nobody is turned away. */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AS_USER, aProduct, eventually, freshPlace, type Running, serve, signedIn, signIn } from './vitrine.js';

const CLIENTS = 6;

/** As a load balancer does it: asks whether a node is ready, and sends there where it is; connections are kept. */
function balance(nodes: (Running | undefined)[]) {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<string>();
  let isOver = false;
  let turn = 0;
  const looking = (async () => {
    while (!isOver) {
      for (const node of nodes) {
        const isReady =
          node !== undefined &&
          (await fetch(`${node.url}/health/ready`).then(
            ({ ok }) => ok,
            () => false,
          ));
        if (node !== undefined) ready[isReady ? 'add' : 'delete'](node.url);
      }
      await pause(50);
    }
  })();
  return {
    send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<number> {
      const urls = [...ready];
      const url = urls[turn++ % urls.length];
      if (url === undefined) return Promise.reject(new Error('no node is ready'));
      return new Promise((resolve, reject) => {
        const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        sent.on('error', reject).end(body);
      });
    },
    isReady: (url: string) => ready.has(url),
    async end() {
      isOver = true;
      await looking;
      agent.destroy();
    },
  };
}

test('nodes are restarted one by one under load, and no request fails', { timeout: 120_000 }, async () => {
  const { data } = await freshPlace();
  const env = { ...AS_USER, VITRINE_DRAIN_SECONDS: '2' };
  const nodes: (Running | undefined)[] = [await serve(data, env), await serve(data, env)];
  const first = nodes[0] as Running;
  await (await signedIn(first.url))('POST', '/all/V1/products', aProduct('vase'));
  const { body: token } = await signIn(first.url);
  const balancer = balance(nodes);
  await eventually('both', () => nodes.every((node) => balancer.isReady(node?.url ?? '')) || undefined);

  const failures: string[] = [];
  let [answered, isOver] = [0, false];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let i = 0; !isOver; i++) {
      const isWrite = i % 5 === 0;
      const body = isWrite ? JSON.stringify({ product: { name: `vase ${client} ${i}` } }) : undefined;
      const outcome = await balancer.send(isWrite ? 'PUT' : 'GET', '/rest/all/V1/products/vase', headers, body).catch((error: Error) => error.message);
      if (outcome === 200) answered++;
      else failures.push(String(outcome));
      await pause(5);
    }
  });
  for (const at of [0, 1]) {
    const before = answered;
    const outcome = await (nodes[at] as Running).stop();
    expect(outcome).toMatchObject({ code: 0, signal: null });
    nodes[at] = undefined;
    const next = await serve(data, env);
    nodes[at] = next;
    await eventually('it is asked again', () => balancer.isReady(next.url) || undefined);
    expect(answered).toBeGreaterThan(before);
  }
  isOver = true;
  await Promise.all(clients);
  await balancer.end();
  console.log(`${answered} requests were answered while both nodes were restarted, ${failures.length} failed`);
  expect(failures).toEqual([]);
});
