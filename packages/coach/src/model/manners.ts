import { lex } from "../gate/lex.ts";

/** Promises that nobody can keep, and deeds that the product does not do. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [
    /\b(guarante\w*|risk[- ]?free|can(?:no|')t (?:lose|fail)|sure thing|no[- ]brainer|certain(?:ly)? (?:to )?(?:win|profit|rise|fall|go)\w*|will (?:definitely|certainly|surely)|never (?:loses|fails)|free money|easy money|double your)\b/i,
    "It promises what nobody can.",
  ],
  [
    /\b(?:I|we)(?:'ve| have)?(?: just)? (?:bought|sold|shorted|executed|placed|filled|entered|opened|closed|cancelled)\b|\border (?:is |was |has been )?(?:placed|executed|filled|sent)\b/i,
    "It says that it traded. The coach places no orders.",
  ],
];
/** So many words in a row of the instructions are a leak and no coincidence; fewer are when a sentence has no others. */
const LEAK_WORDS = 7;
const WHOLE_LEAK_WORDS = 3;

/**
 * Why a sentence must not be said whatever its numbers; null when it may. `secret` is what may not be repeated, as
 * {@link secretOf} has it.
 */
export function badManners(sentence: string, secret: string): string | null {
  const plain = sentence.normalize("NFKC").replaceAll("’", "'");
  const forbidden = FORBIDDEN.find(([pattern]) => pattern.test(plain));
  if (forbidden !== undefined) return forbidden[1];
  return repeats(sentence, secret) ? "It repeats its instructions." : null;
}

/** A text in the form in which a sentence is looked for in it. */
export function secretOf(text: string): string {
  return ` ${wordsOf(text).join(" ")} `;
}

function repeats(sentence: string, secret: string): boolean {
  const words = wordsOf(sentence);
  const has = (part: readonly string[]): boolean => secret.includes(` ${part.join(" ")} `);
  if (words.length >= WHOLE_LEAK_WORDS && has(words)) return true;
  return words.some((_, at) => at + LEAK_WORDS <= words.length && has(words.slice(at, at + LEAK_WORDS)));
}

function wordsOf(text: string): readonly string[] {
  return lex(text)
    .filter(({ kind }) => kind !== "mark")
    .map(({ lower }) => lower);
}
