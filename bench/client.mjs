/** A small load: so many connections, each with its next request as soon as it has an answer. */
import { Agent, request } from 'node:http';

export function createClient(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const json = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...json } }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

/** Runs `next` on `connections` at once for `ms`, or until it gives nothing more; the time of each, and what was refused. */
export async function load(next, connections, ms) {
  const times = [];
  let refused = 0;
  const end = performance.now() + ms;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let work = next(); work !== undefined && performance.now() < end; work = next()) {
        const began = performance.now();
        const { status } = await work();
        times.push(performance.now() - began);
        if (status >= 400) refused++;
      }
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { count: times.length, p50: at(0.5), p99: at(0.99), refused };
}
