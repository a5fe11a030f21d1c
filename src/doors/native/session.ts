/** What somebody needs first: a token, or the session of a browser. */
import Type, { type Static } from 'typebox';
import type { Principal } from '../../app/ports.js';
import { faultAnswer, notSignedIn } from './faults.js';
import { type Answer, type Call, done, type Route, route, success } from './route.js';
import { NOTHING } from './shapes.js';
import { csrfOf, sessionCookie, tokenOf } from './sign-in.js';
import { grantOut, UserOut } from './users.js';

const TokenBody = Type.Object(
  { username: Type.String({ maxLength: 255 }), password: Type.String({ maxLength: 4096 }) },
  { title: 'SignIn', additionalProperties: false },
);
const TokenOut = Type.Object({ token: Type.String() }, { title: 'Token' });
const SessionOut = Type.Object(
  { user: UserOut, csrf: Type.String({ description: 'Goes into `X-CSRF-Token` of each write that comes with the cookie.' }) },
  { title: 'Session' },
);

/** Unknown, wrong and locked answer alike. */
async function makeToken({ app, body }: Call<unknown, Static<typeof TokenBody>>): Promise<Answer> {
  const token = await app.access.signIn(body.username, body.password);
  return token.ok ? { status: 201, body: { token: token.value } } : faultAnswer(token.fault);
}

async function openSession({ app, body, request, options }: Call<unknown, Static<typeof TokenBody>>): Promise<Answer> {
  const token = await app.access.signIn(body.username, body.password);
  if (!token.ok) return faultAnswer(token.fault);
  const known = await app.access.authenticate(token.value);
  if (known === undefined) return faultAnswer({ code: 'sign-in-refused' });
  return { status: 201, body: sessionOut(known.principal, token.value), headers: { 'set-cookie': sessionCookie(token.value, request, options) } };
}

/** A request that is signed has no session. */
async function readSession({ principal, request }: Call): Promise<Answer> {
  const sent = tokenOf(request);
  return sent === undefined ? notSignedIn() : success(sessionOut(principal, sent.token));
}

async function endSession({ app, request, options }: Call): Promise<Answer> {
  const sent = tokenOf(request);
  if (sent !== undefined) await app.access.signOut(sent.token);
  return done(sent?.isCookie === true ? { 'set-cookie': sessionCookie(undefined, request, options) } : {});
}

const sessionOut = (principal: Principal, token: string): Static<typeof SessionOut> => ({ user: grantOut(principal), csrf: csrfOf(token) });

export const SESSION_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/tokens',
    name: 'createToken',
    summary: 'Sign in',
    about: 'A bearer token for a name and its password. The access token of an integration is one, too, and never runs out.',
    isAnonymous: true,
    query: NOTHING,
    body: TokenBody,
    status: 201,
    answer: TokenOut,
    example: { url: '/api/v1/tokens', body: { username: 'anna', password: '…' } },
    handle: makeToken,
  }),
  route({
    method: 'POST',
    path: '/session',
    name: 'openSession',
    summary: 'Sign in from a browser',
    about:
      'The token comes as a cookie that no page can read. Every write that comes with the cookie, and without `Authorization`, has to say `X-CSRF-Token`: the `csrf` of this answer.',
    isAnonymous: true,
    query: NOTHING,
    body: TokenBody,
    status: 201,
    answer: SessionOut,
    example: { url: '/api/v1/session', body: { username: 'anna', password: '…' } },
    handle: openSession,
  }),
  route({
    method: 'GET',
    path: '/session',
    name: 'readSession',
    summary: 'Who is signed in',
    about: 'The name behind the cookie or the token, and what it may do.',
    resource: 'any',
    query: NOTHING,
    answer: SessionOut,
    example: { url: '/api/v1/session' },
    handle: readSession,
  }),
  route({
    method: 'DELETE',
    path: '/session',
    name: 'endSession',
    summary: 'Sign out',
    about: 'The token is none from now on, in whatever process. The access token of an integration stays.',
    resource: 'any',
    query: NOTHING,
    example: { url: '/api/v1/session' },
    handle: endSession,
  }),
];
