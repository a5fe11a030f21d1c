/** What somebody needs first: a token, and the store views there are. */
import Type, { type Static } from 'typebox';
import { faultAnswer } from './faults.js';
import { type Answer, type Call, success } from './route.js';

export const TokenBody = Type.Object(
  { username: Type.String({ maxLength: 255 }), password: Type.String({ maxLength: 4096 }) },
  { title: 'SignIn', additionalProperties: false },
);
export const TokenOut = Type.Object({ token: Type.String() }, { title: 'Token' });

/** Unknown, wrong and locked answer alike. */
export async function makeToken({ app, body }: Call<unknown, Static<typeof TokenBody>>): Promise<Answer> {
  const token = await app.access.signIn(body.username, body.password);
  return token.ok ? { status: 201, body: { token: token.value } } : faultAnswer(token.fault);
}

export const listStores = async ({ shop }: Call): Promise<Answer> => success({ stores: shop.stores.map(({ code, name, locale }) => ({ code, name, locale })) });
