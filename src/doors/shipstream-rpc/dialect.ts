/** The two dialects of this door, as what differs between them: the page's own, and that of its ancestor. */

import { globalFault, INVALID_REQUEST, PARSE_ERROR, type WireFault } from './faults.js';
import { COERCED, DOCUMENTED, type Reader } from './reader.js';

/** A call as it came. */
export interface RpcRequest {
  /** undefined: absent, the caller wants no answer. */
  readonly id: unknown;
  readonly jsonrpc: unknown;
  readonly method: unknown;
  /** undefined: absent. */
  readonly params: unknown;
  /** What our own clients say beside it: `{"idempotencyKey": "…"}`. undefined: absent. */
  readonly meta: unknown;
}

export interface Dialect {
  readonly name: 'shipstream' | 'openmage';
  readonly contentType: string;
  readonly takesEveryVerb: boolean;
  readonly takesBatches: boolean;
  /** For a body with nothing in it, and for a batch where none is taken. */
  readonly nothing: WireFault;
  /** Whether an object is a call at all. */
  isCall(request: RpcRequest): boolean;
  /** A number without meaning of its own, as an item shows it. */
  readonly number: (value: number | null) => unknown;
  readonly read: Reader;
  readonly missingParameter: string;
  /** `result` is JSON. An empty text: nothing is to be sent. No request: none could be read. */
  success(request: RpcRequest, result: string): string;
  fault(request: RpcRequest | undefined, fault: WireFault): string;
}

const SHIPSTREAM: Dialect = {
  name: 'shipstream',
  contentType: 'application/json; charset=utf-8',
  takesEveryVerb: false,
  takesBatches: true,
  nothing: PARSE_ERROR,
  isCall({ id, jsonrpc, method }) {
    const isVersion = jsonrpc === undefined || jsonrpc === '2.0' || jsonrpc === 2;
    return isVersion && typeof method === 'string' && method !== '' && isScalar(id);
  },
  number: (value) => value,
  read: DOCUMENTED,
  missingParameter: 'Required parameter is missing.',
  success: ({ id }, result) => (id === undefined ? '' : `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":null,"result":${result}}`),
  fault(request, { code, message, data }) {
    if (request !== undefined && request.id === undefined) return '';
    const number = code < 0 ? code : -32_000 - code;
    return JSON.stringify({ jsonrpc: '2.0', id: request?.id ?? null, error: { code: number, message, ...(data === undefined ? {} : { data }) } });
  },
};

/** Source: recorded exchanges. What was no JSON there, or a bare 500, is an invalid request. */
const OPENMAGE: Dialect = {
  name: 'openmage',
  contentType: 'application/json; charset=utf8',
  takesEveryVerb: true,
  takesBatches: false,
  nothing: globalFault(5).fault,
  // Any id is one, and no method at all is a call of nothing.
  isCall: ({ method }) => method === undefined || (typeof method === 'string' && /^[A-Za-z_][A-Za-z0-9_.\\]*$/.test(method)),
  number: (value) => (value === null ? '' : String(value)),
  read: COERCED,
  missingParameter: 'Required parameter is missing, for more details see "exception.log".',
  success: (request, result) => (request.id === undefined ? '' : `{"result":${result},"id":${JSON.stringify(idText(request.id))}${versionOf(request)}}`),
  fault(request, fault) {
    const id = request === undefined || request.id === undefined ? 'null' : JSON.stringify(idText(request.id));
    return `{"error":${JSON.stringify(errorOf(fault))},"id":${id}${versionOf(request)}}`;
  },
};

/** What can be an id. */
export const isScalar = (id: unknown): boolean => typeof id !== 'object' || id === null;

function errorOf({ code, message }: WireFault) {
  if (code >= 0) return { code: -32_000, message, data: {} };
  if (code === -32_603) return { code: -32_000, message: 'Internal Error. Please see log for details.', data: {} };
  return { code: INVALID_REQUEST.code, message: INVALID_REQUEST.message, data: null };
}

/** As its language makes a text of anything. */
function idText(id: unknown): string {
  if (id === null || id === false) return '';
  if (id === true) return '1';
  return typeof id === 'object' ? 'Array' : String(id);
}

const versionOf = (request: RpcRequest | undefined): string => (request !== undefined && Number(request.jsonrpc) === 2 ? ',"jsonrpc":"2.0"' : '');

export const DIALECTS: Readonly<Record<Dialect['name'], Dialect>> = { shipstream: SHIPSTREAM, openmage: OPENMAGE };
