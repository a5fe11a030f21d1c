/** Programs that call the service: they sign their requests, or send their access token as a bearer's. */
import Type, { type Static } from 'typebox';
import { SETTINGS } from '../../app/access.js';
import { faultAnswer, integrationNotFound, ownAccount } from './faults.js';
import { type Answer, type Call, done, type Route, route, success } from './route.js';
import { NOTHING } from './shapes.js';
import { GrantBody, grantIn, grantOut, grantOutMembers } from './users.js';

const IntegrationOut = Type.Object({ ...grantOutMembers, revoked: Type.Boolean() }, { title: 'Integration' });
const IntegrationBody = Type.Object(GrantBody, { title: 'NewIntegration', additionalProperties: false });
const KeysOut = Type.Object(
  {
    ...grantOutMembers,
    consumer_key: Type.String(),
    consumer_secret: Type.String(),
    access_token: Type.String({ description: 'Alone it is a bearer token, too, that never runs out.' }),
    access_token_secret: Type.String(),
  },
  { title: 'IntegrationKeys', description: 'Told this once.' },
);

async function listIntegrations({ app }: Call): Promise<Answer> {
  return success({ integrations: (await app.integrations.list()).map((one) => ({ ...grantOut(one), revoked: one.revoked })) });
}

async function addIntegration({ app, shop, body }: Call<unknown, Static<typeof IntegrationBody>>): Promise<Answer> {
  const grant = grantIn(shop, body);
  if (!grant.ok) return faultAnswer(grant.fault);
  const keys = await app.access.addIntegration(grant.value);
  if (keys === undefined) return faultAnswer({ code: 'name-taken', name: body.name });
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = keys;
  const told = { consumer_key: consumerKey, consumer_secret: consumerSecret, access_token: accessToken, access_token_secret: accessTokenSecret };
  return { status: 201, body: { ...grantOut(grant.value), ...told } };
}

async function revokeIntegration({ app, principal, params: { name = '' } }: Call): Promise<Answer> {
  if (principal.kind === 'integration' && principal.name === name) return ownAccount();
  return (await app.integrations.revoke(name)) ? done() : integrationNotFound(name);
}

export const INTEGRATION_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/integrations',
    name: 'listIntegrations',
    summary: 'Integrations',
    about: 'By name, revoked ones too.',
    resource: SETTINGS,
    query: NOTHING,
    answer: Type.Object({ integrations: Type.Array(IntegrationOut) }, { title: 'Integrations' }),
    example: { url: '/api/v1/integrations' },
    handle: listIntegrations,
  }),
  route({
    method: 'POST',
    path: '/integrations',
    name: 'addIntegration',
    summary: 'Add an integration',
    about: 'For programs that sign their requests (OAuth 1.0a) or send the access token. Its secrets are told this once.',
    resource: SETTINGS,
    query: NOTHING,
    body: IntegrationBody,
    status: 201,
    answer: KeysOut,
    example: { url: '/api/v1/integrations', body: { name: 'PIM', resources: ['Magento_Catalog::products', 'Magento_Catalog::catalog'] } },
    handle: addIntegration,
  }),
  route({
    method: 'DELETE',
    path: '/integrations/{name}',
    name: 'revokeIntegration',
    summary: 'Revoke an integration',
    about: 'It is refused from its next request on, for good. None revokes itself.',
    resource: SETTINGS,
    query: NOTHING,
    example: { url: '/api/v1/integrations/PIM' },
    handle: revokeIntegration,
  }),
];
