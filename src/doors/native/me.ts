/** Who asks, and how much room is left for what he brings. */
import Type, { type Static } from 'typebox';
import { holderOf } from '../../app/quota.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { NOTHING, nullable } from './shapes.js';
import { grantOut, grantOutMembers } from './users.js';

const MeOut = Type.Object(
  {
    kind: Type.Enum(['user', 'integration']),
    ...grantOutMembers,
    quota: nullable(
      Type.Object(
        {
          limit_bytes: Type.Integer(),
          used_bytes: Type.Integer({ description: 'Of pictures that this caller was the first to bring and that are still kept, in the trash too.' }),
        },
        { title: 'Quota', description: 'Bytes of pictures; null: there is no limit, and nothing is counted.' },
      ),
    ),
  },
  { title: 'Me' },
);

async function readMe({ app, principal }: Call): Promise<Answer> {
  const quota = app.quota && { limit_bytes: app.quota.limitBytes, used_bytes: await app.index.charged(holderOf(principal)) };
  return success({ kind: principal.kind, ...grantOut(principal), quota: quota ?? null } satisfies Static<typeof MeOut>);
}

export const ME_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/me',
    name: 'readMe',
    summary: 'Who asks',
    about: 'The caller, whether a user or an integration: what it may do, and how much of its quota is used.',
    resource: 'any',
    query: NOTHING,
    answer: MeOut,
    example: { url: '/api/v1/me' },
    handle: readMe,
  }),
];
