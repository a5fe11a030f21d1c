/** Answers as they went out lately: as long as all that they are made of is the same, they need not be made again. */

/** What an answer is made of beside the question, each compared as it is. */
type Parts = readonly unknown[];
interface Kept<A> {
  readonly parts: Parts;
  readonly answer: A;
}
export interface KeptTexts<A> {
  /** The answer to `question` that was made of the same parts, else a new one. */
  of(question: string, parts: Parts, make: () => A): A;
}

/** Those that were asked for lately stay, up to `limitChars` in all; one that takes more than a tenth of it is not kept. */
export function createKeptTexts<A extends { readonly text: string }>(limitChars: number): KeptTexts<A> {
  const kept = new Map<string, Kept<A>>();
  let chars = 0;
  const forget = (question: string) => {
    chars -= kept.get(question)?.answer.text.length ?? 0;
    kept.delete(question);
  };
  return {
    of(question, parts, make) {
      const known = kept.get(question);
      const stands = known?.parts.length === parts.length && known.parts.every((part, at) => part === parts[at]);
      const answer = stands ? known.answer : make();
      forget(question);
      if (answer.text.length > limitChars / 10) return answer;
      kept.set(question, { parts, answer });
      chars += answer.text.length;
      for (const [oldest] of kept) {
        if (chars <= limitChars) break;
        forget(oldest);
      }
      return answer;
    },
  };
}
