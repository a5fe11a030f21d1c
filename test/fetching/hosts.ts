/** Hosts to fetch from: real servers on this machine, gone with the test that started them. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Host {
  /** `127.0.0.1:port` */
  readonly name: string;
  readonly port: number;
  /** What was asked, in order. */
  readonly asked: { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders }[];
}

export async function aHost(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Host> {
  const asked: Host['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { name: `127.0.0.1:${port}`, port, asked };
}
