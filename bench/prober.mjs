/** Calls one address again and again from a thread of its own, so that the load's own clients do not slow it down; says the times. */
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from './client.mjs';

const { port, path, headers } = workerData;
const call = createClient(port);
const times = [];
let over = false;
parentPort.once('message', () => {
  over = true;
});
while (!over) {
  const began = performance.now();
  await call('GET', path, { headers });
  times.push(performance.now() - began);
  await new Promise((resolve) => setTimeout(resolve, 10));
}
parentPort.postMessage(times.sort((a, b) => a - b));
