/** Answers of this door as data: a status and what is to be rendered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Parameters = Readonly<Record<string, unknown>> | readonly unknown[];

export const success = (body: unknown): Answer => ({ status: 200, body });

/** A refusal in the original's envelope: the message stays a template, its values stand beside it. */
export function refusal(status: number, message: string, parameters?: Parameters): Answer {
  return { status, body: parameters === undefined ? { message } : { message, parameters } };
}

export const notAuthorized = (resource: string): Answer => refusal(401, "The consumer isn't authorized to access %resources.", { resources: resource });
export const cannotBeProcessed = (): Answer => refusal(400, 'Specified request cannot be processed.');
export const noRoute = (): Answer => refusal(404, 'Request does not match any route.');
export const verbRefused = (method: string): Answer => refusal(405, `The ${method} HTTP method is not supported.`);
export const required = (fieldName: string): Answer => refusal(400, '"%fieldName" is required. Enter and try again.', { fieldName });
export const unsupported = (fieldName: string): Answer => refusal(400, '"%fieldName" is not supported. Correct the field name and try again.', { fieldName });
/** The original's word for a script element; also said of what no text may hold. */
export const invalidText = (field: string): Answer => refusal(400, '"%field_name" does not contains valid value.', { field_name: field });
export const bodyTooLarge = (limit: number): Answer => refusal(413, 'The request body is over the limit of %limit bytes.', { limit });
/** Source: the original's own limit of such kind. */
export const tooManyRequests = (waitS: number): Answer => ({ ...refusal(429, 'Too Many Requests'), headers: { 'retry-after': String(waitS) } });
export const notAllValid = (): Answer => refusal(400, 'Not all parameters valid.');

/** Several at once become one, as the original collects them. */
export function joined(refusals: readonly [Answer, ...Answer[]]): Answer {
  return refusals.length === 1
    ? refusals[0]
    : { status: 400, body: { message: 'One or more input exceptions have occurred.', errors: refusals.map(({ body }) => body) } };
}

/** `inside` names the field of an object; a path's or top-level argument has none. */
export function wrongType(value: string, expected: string, inside?: string): Answer {
  const where = inside === undefined ? '' : `Error occurred during "${inside}" processing. `;
  return refusal(400, `${where}The "${value}" value's type is invalid. The "${expected}" type was expected. Verify and try again.`);
}
