/** What the door says of the protocol, apart from the library, which is loaded when somebody speaks it. Source: tus 1.0. */
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../app/ports.js';
import type { Answer } from './route.js';

/** Where uploads begin; each then stands below it. */
export const TUS_PATH = '/api/v1/uploads/tus';
/** Those of the protocol. */
export const TUS_METHODS = ['OPTIONS', 'POST', 'HEAD', 'PATCH', 'DELETE'] as const;
/** What a page of another origin has to see. */
export const TUS_HEADERS = [
  'Location',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'Upload-Expires',
  'Upload-Length',
  'Upload-Offset',
  'Vitrine-Upload',
];

/** Answers one request: a problem, or what the protocol says (no body). */
export type Tus = (
  request: FastifyRequest,
  by: Principal,
) => Promise<{ readonly answer: Answer } | { readonly status: number; readonly headers: Record<string, string> }>;
