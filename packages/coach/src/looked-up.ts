import { SHIPPED_GLOSSARY } from "./library/glossary.ts";

/** What is looked up in writing: a word, how a setup is traded, the journal, or what is remembered. */
export type LookedUp = "word" | "setup" | "journal" | "memory";

/** What a question wants looked up, and under which words; null where it only wants what is newest. */
export interface LookUp {
  readonly topic: LookedUp;
  readonly words: string | null;
}

/** Questions about what a word means, whatever the word. */
const MEANING = [
  /^(?:what|whats) (?:do|does) (?:an? |the )?(.+?) (?:mean|stand for)\b/,
  /^(?:define|(?:what is |what's |give me )?(?:the )?(?:definition|meaning) of|explain what|what is meant by) (?:an? |the )?(.+?)(?: is| are| means?)?$/,
];
/** The same for words of the glossary alone: `what is the price` asks for a number. */
const NAMING = /^(?:what is|what's|whats|what are|explain) (?:an? )?(.+?)(?: in trading)?$/;
const SETUP = [
  /\bplaybook(?: (?:page|entry))?(?: (?:for|on|about|of|say about))?(?: an?| the| my)?\b(.*)$/,
  /\bhow (?:do|does|should|can|would|to)(?: i| you| we| one)? (?:trade|play|handle) (?:an? |the |my )(.+)$/,
];
const JOURNAL =
  /\bjournal\b|\b(?:did|have) i (?:just )?(?:write|written|wrote|note|noted)\b|\bmy (?:last |newest )?(?:notes?|entry|entries)\b/;
const MEMORY =
  /\b(?:do|did) you remember\b|\bmemor(?:y|ies)\b|\bremind me (?:of|about)\b|\b(?:have|did) i learn(?:ed|t)?\b|\binsights?\b/;
/** Words around what is looked up in memory. */
const AROUND =
  /^.*?(?:remember|memory|memories|remind me|learn(?:ed|t)?|insights?)\b(?:\s+(?:of|about|on|from|for|regarding))?\s*/;
const POINTING = /^(?:it|this|that|these|those|you|he|she|they)\b/;

const TERMS = new Set(
  SHIPPED_GLOSSARY.flatMap(({ title }) => [title, ...title.split(" and ")]).map((title) => singular(title)),
);

/** What a question in small letters wants looked up in writing; null when it wants the market or the limits. */
export function lookUpOf(question: string): LookUp | null {
  const asked = question
    .replaceAll("’", "'")
    .replaceAll(/["“”]/g, "")
    .replaceAll(/[\s?.!]+$/g, "")
    .trim();
  const word = wordIn(asked);
  if (word !== null) return { topic: "word", words: word };
  if (JOURNAL.test(asked)) return { topic: "journal", words: null };
  const setup = SETUP.map((pattern) => pattern.exec(asked)).find((found) => found !== null);
  if (setup !== undefined) return { topic: "setup", words: orWhole(setup?.[1], asked) };
  return MEMORY.test(asked) ? { topic: "memory", words: orWhole(asked.replace(AROUND, ""), asked) } : null;
}

function wordIn(asked: string): string | null {
  const meant = MEANING.map((pattern) => pattern.exec(asked)?.[1]).find((found) => found !== undefined);
  if (meant !== undefined && !POINTING.test(meant)) return meant;
  const named = NAMING.exec(asked)?.[1];
  return named !== undefined && TERMS.has(singular(named)) ? named : null;
}

/** The words that were found, or all of the question where none were. */
function orWhole(found: string | undefined, asked: string): string {
  const words = found?.trim() ?? "";
  return words === "" ? asked : words;
}

function singular(words: string): string {
  return words.toLowerCase().replace(/s$/, "");
}
