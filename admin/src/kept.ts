/** What is not saved outlives a reload: it is kept in this browser, for each person. The one place for that. */

/** What it is (`draft`), whose, and of what: together they name it. */
type KeptPlace = readonly [kind: string, user: string, ...of: string[]];
const keyOf = ([kind, ...rest]: KeptPlace): string => [`vitrine.${kind}`, ...rest].map(encodeURIComponent).join(':');

/** undefined: there is none, or it cannot be read. Somebody else may have written it: its shape is for the caller to check. */
export function readKept(place: KeptPlace): unknown {
  const text = localStorage.getItem(keyOf(place));
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** undefined: there is nothing to keep any more. False: the browser has no room for it, and a reload would lose it. */
export function keep(place: KeptPlace, kept: unknown): boolean {
  try {
    if (kept === undefined) localStorage.removeItem(keyOf(place));
    else localStorage.setItem(keyOf(place), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
