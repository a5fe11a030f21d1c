import { type Answer, success } from './answer.js';
import { faultAnswer } from './faults.js';
import type { Call } from './route.js';

/** Name and password for a token. Unknown, wrong and locked answer alike. */
export async function signIn({ app, args, options }: Call): Promise<Answer> {
  const token = await app.access.signIn(args.username as string, args.password as string);
  return token.ok ? success(token.value) : faultAnswer(token.fault, options.compat);
}
