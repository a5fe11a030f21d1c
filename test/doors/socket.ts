/** Bytes straight onto a connection, for what no client library lets out. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // A connection that the service cuts off is an outcome, not a failure of the test.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Writes the parts, one after the other, and gives back all that came until the other side closed or nothing came for `quietMs`. */
export async function talk(url: string, parts: readonly (string | Buffer)[], quietMs = 300): Promise<string> {
  const socket = await dial(url);
  let heard = '';
  let heardAt = performance.now();
  let open = true;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    heard += part;
    heardAt = performance.now();
  });
  socket.on('close', () => {
    open = false;
  });
  for (const part of parts) {
    if (!open) break;
    socket.write(part, 'latin1');
    await pause(2);
  }
  while (open && performance.now() - heardAt < (heard === '' ? 5000 : quietMs)) await pause(10);
  socket.destroy();
  return heard;
}

/** The statuses of all answers in what was heard. */
export const statusesOf = (heard: string): number[] => [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
