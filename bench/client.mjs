/** A small load: so many connections, each with its next request as soon as it has an answer; or so many requests a second. */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

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
  return summed(times, refused);
}

/** Starts `rate` a second for `ms`, whether those before have their answers or not; the time of each from when it was due. */
export async function loadAt(ask, rate, ms) {
  const [times, sent, began] = [[], [], performance.now()];
  let refused = 0;
  const send = async (due) => {
    const { status } = await ask();
    times.push(performance.now() - due);
    if (status >= 400) refused++;
  };
  for (const count = Math.round((rate * ms) / 1000); sent.length < count; await pause(1))
    while (sent.length < count && began + (sent.length * 1000) / rate <= performance.now()) sent.push(send(began + (sent.length * 1000) / rate));
  await Promise.all(sent);
  return summed(times, refused);
}

function summed(times, refused) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { count: times.length, p50: at(0.5), p99: at(0.99), refused };
}
