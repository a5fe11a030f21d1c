/** Users of every door: who there is, what they may do, their passwords and tokens. */
import Type, { type Static } from 'typebox';
import { RESOURCES, SETTINGS } from '../../app/access.js';
import type { Grant, Shop } from '../../app/ports.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import type { StoreCode } from '../../core/ids.js';
import { faultAnswer, ownAccount } from './faults.js';
import { type Answer, type Call, done, type Route, route, success } from './route.js';
import { NOTHING, nameText } from './shapes.js';

const EVERY = Type.Literal('every');
/** What somebody may do. */
export const grantOutMembers = {
  name: Type.String(),
  resources: Type.Union([EVERY, Type.Array(Type.String())]),
  stores: Type.Union([EVERY, Type.Array(Type.String())]),
};
/** What a new user or integration may do, as it is sent; {@link grantIn} reads it. */
export const GrantBody = {
  name: nameText,
  resources: Type.Optional(
    Type.Union([EVERY, Type.Array(Type.Enum(Object.keys(RESOURCES)), { minItems: 1, maxItems: 100 })], {
      description: 'What it may do, of GET /resources; absent: everything.',
    }),
  ),
  stores: Type.Optional(
    Type.Union([EVERY, Type.Array(Type.String({ maxLength: 32 }), { minItems: 1, maxItems: 10_000 })], {
      description: 'The store views that it may write; it reads all. Absent: every one, and what is common to all.',
    }),
  ),
};
/** A user as it is told; never with anything of its password. */
export const UserOut = Type.Object(grantOutMembers, { title: 'User' });
const password = Type.String({ minLength: 1, maxLength: 1024 });
const UserBody = Type.Object({ ...GrantBody, password }, { title: 'NewUser', additionalProperties: false });
const { name: _, ...rights } = GrantBody;
const RightsBody = Type.Object(rights, { title: 'Rights', additionalProperties: false });
const PasswordBody = Type.Object({ password }, { title: 'NewPassword', additionalProperties: false });

/** A name and what it may do, and nothing else of who has it. */
export const grantOut = ({ name, resources, stores }: Grant): Static<typeof UserOut> => ({
  name,
  resources: resources === 'every' ? 'every' : [...resources],
  stores: stores === 'every' ? 'every' : [...stores],
});

/** Every store view that it names is one. */
export function grantIn(
  { stores: known }: Shop,
  { name, resources = 'every', stores = 'every' }: Static<ReturnType<typeof Type.Object<typeof GrantBody>>>,
): Result<Grant> {
  const unknown = stores === 'every' ? undefined : stores.find((code) => !known.some((one) => one.code === code));
  if (unknown !== undefined) return refuse({ code: 'store-not-found', store: unknown });
  return ok({ name, resources, stores: stores as 'every' | StoreCode[] });
}

const listUsers = async ({ app }: Call): Promise<Answer> => success({ users: (await app.accounts.list()).map(grantOut) });

async function addUser({ app, shop, body }: Call<unknown, Static<typeof UserBody>>): Promise<Answer> {
  const grant = grantIn(shop, body);
  if (!grant.ok) return faultAnswer(grant.fault);
  const isAdded = await app.access.addUser(grant.value, body.password);
  return isAdded ? { status: 201, body: grantOut(grant.value) } : faultAnswer({ code: 'name-taken', name: body.name });
}

async function setPassword({ app, params: { name = '' }, body }: Call<unknown, Static<typeof PasswordBody>>): Promise<Answer> {
  return (await app.access.setPassword(name, body.password)) ? done() : faultAnswer({ code: 'user-not-found', name });
}

async function setRights({ app, shop, principal, params: { name = '' }, body }: Call<unknown, Static<typeof RightsBody>>): Promise<Answer> {
  if (principal.kind === 'user' && principal.name === name) return ownAccount();
  const grant = grantIn(shop, { name, ...body });
  if (!grant.ok) return faultAnswer(grant.fault);
  return (await app.accounts.setGrant(grant.value)) ? success(grantOut(grant.value)) : faultAnswer({ code: 'user-not-found', name });
}

async function removeUser({ app, principal, params: { name = '' } }: Call): Promise<Answer> {
  if (principal.kind === 'user' && principal.name === name) return ownAccount();
  return (await app.accounts.remove(name)) ? done() : faultAnswer({ code: 'user-not-found', name });
}

async function endTokens({ app, params: { name = '' } }: Call): Promise<Answer> {
  if ((await app.accounts.find(name)) === undefined) return faultAnswer({ code: 'user-not-found', name });
  await app.accounts.revokeTokens(name);
  return done();
}

export const USER_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users',
    name: 'listUsers',
    summary: 'Users',
    about: 'By name, with what each may do.',
    resource: SETTINGS,
    query: NOTHING,
    answer: Type.Object({ users: Type.Array(UserOut) }, { title: 'Users' }),
    example: { url: '/api/v1/users' },
    handle: listUsers,
  }),
  route({
    method: 'POST',
    path: '/users',
    name: 'addUser',
    summary: 'Add a user',
    about: 'For every door. Who may change settings may give any right, also one of more than his own.',
    resource: SETTINGS,
    query: NOTHING,
    body: UserBody,
    status: 201,
    answer: UserOut,
    example: { url: '/api/v1/users', body: { name: 'anna', password: '…', resources: ['Magento_Catalog::catalog'], stores: ['german'] } },
    handle: addUser,
  }),
  route({
    method: 'PUT',
    path: '/users/{name}/password',
    name: 'setPassword',
    summary: 'Set a password',
    about: 'Its tokens and sessions end, and a lock is lifted.',
    resource: SETTINGS,
    query: NOTHING,
    body: PasswordBody,
    example: { url: '/api/v1/users/anna/password', body: { password: '…' } },
    handle: setPassword,
  }),
  route({
    method: 'PUT',
    path: '/users/{name}/rights',
    name: 'setRights',
    summary: 'Set what a user may do',
    about: 'Instead of what it might do before; counts from its next request on. Nobody sets his own rights.',
    resource: SETTINGS,
    query: NOTHING,
    body: RightsBody,
    answer: UserOut,
    example: { url: '/api/v1/users/anna/rights', body: { resources: ['Magento_Catalog::catalog'], stores: ['german'] } },
    handle: setRights,
  }),
  route({
    method: 'DELETE',
    path: '/users/{name}',
    name: 'removeUser',
    summary: 'Remove a user',
    about: 'With its tokens. Nobody removes himself.',
    resource: SETTINGS,
    query: NOTHING,
    example: { url: '/api/v1/users/anna' },
    handle: removeUser,
  }),
  route({
    method: 'DELETE',
    path: '/users/{name}/tokens',
    name: 'endTokens',
    summary: 'Sign a user out everywhere',
    about: 'All of its tokens and sessions end.',
    resource: SETTINGS,
    query: NOTHING,
    example: { url: '/api/v1/users/anna/tokens' },
    handle: endTokens,
  }),
];
