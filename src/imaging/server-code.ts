/** So far code is looked at for its end, and so far for what it does where there is none. */
const CODE_BYTES = 96;
const BEGINNING_BYTES = 48;

/** An instruction of XML: a name and quoted attributes. Nothing in it runs. */
const INSTRUCTION = /^[a-z][\w.-]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*$/i;
/** What code without an end needs to do anything. */
const ACTS = /[`;]|\$\w|\w\(/;
const SIGNS_OF_ACTS = Uint8Array.from({ length: 256 }, (_, byte) => ('`;$('.includes(String.fromCharCode(byte)) ? 1 : 0));
/** A command or a call as the last thing before the end. */
const LAST_CALL: Readonly<Record<string, string>> = { '`': '`', ')': '(' };

/**
 * Each sign weighs as many steps of 1.2 bits as it is commoner in code than in coded data: a byte of text one, any other byte
 * two less than nothing. So coded data comes to a sum with a chance of 2^(-1.2 · sum); the whole of it stands in 0007.
 */
const [BY_TEXT, BY_OTHER, BY_COMMENT, BY_END, BY_LAST_CALL, BY_EQUALS, BY_SPACE, ENOUGH] = [1, -2, 8, 12, 10, 7, 4, 27];
const WEIGHTS = Int8Array.from({ length: 256 }, (_, byte) => (/[\t\n\r -~]/.test(String.fromCharCode(byte)) ? BY_TEXT : BY_OTHER));

/**
 * Whether a server would run what begins at `from`: `<?` or `<%` with or without an end. Bytes that are no text are taken
 * into account: comments, strings and names may hold them.
 */
export function isServerCode(bytes: Buffer, from: number): boolean {
  const { end, sum, highest, mayAct } = weigh(bytes, from);
  const start = startOf(bytes[from + 2]);
  const needed = ENOUGH - start;
  if (end === undefined) return mayAct && highest >= needed && ACTS.test(bytes.toString('latin1', from + 2, from + BEGINNING_BYTES));
  if (sum + BY_END + BY_LAST_CALL < needed) return false;
  const body = bytes.toString('latin1', from + 2, end);
  return sum + BY_END + (hasLastCall(body) ? BY_LAST_CALL : 0) >= needed && !INSTRUCTION.test(body);
}

function startOf(sign = 0): number {
  return sign === 0x3d ? BY_EQUALS : sign <= 0x20 ? BY_SPACE : 0;
}

/** The sum up to the end; `highest`: what the beginning weighs at its best, as coded data may follow. A comment may hold anything, also an end. */
function weigh(bytes: Buffer, from: number): { readonly end?: number; readonly sum: number; readonly highest: number; readonly mayAct: boolean } {
  const closing = bytes[from + 1];
  const until = Math.min(from + CODE_BYTES, bytes.length - 1);
  let sum = 0;
  let highest = 0;
  let mayAct = false;
  let isComment = false;
  for (let at = from + 2; at < until; at++) {
    const sign = bytes[at] as number;
    if (isComment) {
      if (sign === 0x2a && bytes[at + 1] === 0x2f) isComment = false;
      continue;
    }
    if (sign === closing && bytes[at + 1] === 0x3e) return { end: at, sum, highest, mayAct };
    if (sign === 0x2f && bytes[at + 1] === 0x2a) {
      isComment = true;
      at++;
      sum += BY_COMMENT;
    } else sum += WEIGHTS[sign] as number;
    if (at >= from + BEGINNING_BYTES) continue;
    if (sum > highest) highest = sum;
    if (SIGNS_OF_ACTS[sign] === 1) mayAct = true;
  }
  return { sum, highest, mayAct };
}

function hasLastCall(body: string): boolean {
  const call = body.replace(/[\s;]{1,9}$/, '');
  const opening = LAST_CALL[call.charAt(call.length - 1)];
  return opening !== undefined && call.lastIndexOf(opening, call.length - 2) >= 0;
}
