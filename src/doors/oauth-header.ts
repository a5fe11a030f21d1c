/** The header that a signed request carries. Source: adobe-rest section 2.3. */

/**
 * `OAuth oauth_nonce="…", …` → its `oauth_` parameters, decoded once; undefined: another kind of header. Of a name that
 * stands there twice the last counts; what is no parameter of OAuth (`realm`) does not.
 */
export function parseOAuthHeader(header: string): Readonly<Record<string, string>> | undefined {
  if (!/^oauth /i.test(header)) return undefined;
  const parameters = new Map<string, string>();
  for (const part of header.slice('oauth '.length).split(',')) {
    const [, name, quoted, bare] = /^\s*(oauth_[a-z_]+)\s*=\s*(?:"([^"]*)"|([^"\s]*))\s*$/.exec(part) ?? [];
    const value = quoted ?? bare;
    if (name !== undefined && value !== undefined) parameters.set(name, decoded(value));
  }
  return Object.fromEntries(parameters);
}

/** What is no proper encoding stays as it came. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
