/**
 * Requests nobody should send, by the thousand, half of them to a friendly service and half to a strict one. FUZZ_REQUESTS
 * says how many (20000), FUZZ_SEED which. Ends with 1 at the first finding, and prints the request that shows it.
 */
import type { FuzzRequest } from '../test/fuzz/requests.js';
import { fuzz } from '../test/fuzz/run.js';

/** Of resident memory, between 2,000 requests and the last. */
const MAX_GROWN_BYTES = 64 * 1024 * 1024;
const requests = Math.ceil(Number(process.env.FUZZ_REQUESTS ?? 20_000) / 2);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

const say = (text: string) => process.stderr.write(`${text}\n`);
const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
/** A body that is no text is shown as base64. */
function written({ method, path, headers, body }: FuzzRequest): string {
  const text = body?.toString('utf8');
  return JSON.stringify({
    method,
    path,
    headers,
    ...(text === undefined || Buffer.from(text).equals(body as Buffer) ? { body: text } : { base64: body?.toString('base64') }),
  });
}

say(`seed ${seed}, ${requests} requests a service`);
let last: FuzzRequest | undefined;
process.on('uncaughtExceptionMonitor', () => say(`at ${last === undefined ? 'the start' : written(last)}`));

for (const [at, compat] of (['friendly', 'strict'] as const).entries()) {
  const onAsk = (request: FuzzRequest, count: number, statuses: object) => {
    last = request;
    if (count % 1000 === 0) say(`${compat} ${count} ${JSON.stringify(statuses)} ${mib(process.memoryUsage.rss())}`);
  };
  const { finding, grownBytes } = await fuzz({ compat, requests, seed: seed + at, onAsk });
  if (finding !== undefined) {
    say(`${compat}: ${finding.problem}`);
    process.stdout.write(`${written(finding.request)}\n`);
    process.exit(1);
  }
  if (grownBytes === undefined) continue;
  say(`${compat}: resident memory ${grownBytes < 0 ? 'shrank' : 'grew'} by ${mib(Math.abs(grownBytes))}`);
  if (grownBytes > MAX_GROWN_BYTES) {
    say(`more than ${mib(MAX_GROWN_BYTES)}`);
    process.exit(1);
  }
}
