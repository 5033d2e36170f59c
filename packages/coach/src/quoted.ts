import type { MemoryHit, ToolData } from "@spotlight/contracts";
import { newYorkDate } from "@spotlight/market";
import { checkWords } from "./gate/check-words.ts";
import { sentenceEnd } from "./gate/sentences.ts";
import { LIBRARY } from "./library/index.ts";
import { badManners } from "./model/manners.ts";
import { sayTime } from "./say.ts";

type Entry = ToolData<"get_recent_journal">["entries"][number];

const ON_MEMORY = "The memory page shows it whole.";

/**
 * What a page of the library says: its own words where it is the one that comes with the product, the first in a row that
 * need no evidence; of a page that the person wrote or changed the title alone. Nothing where nothing was looked up.
 */
export function tellPage(
  hits: readonly MemoryHit[] | undefined,
  words: string,
  place: string,
): readonly string[] {
  if (hits === undefined) return [];
  const wanted = words.toLowerCase();
  const hit = hits.find(({ title }) => title.toLowerCase() === wanted) ?? hits[0];
  if (hit === undefined) return [`The ${place} has nothing on that.`];
  const shipped = LIBRARY.find(({ title, text }) => title === hit.title && text.includes(hit.text));
  const sentences = shipped === undefined ? [] : sentencesOf(shipped.text.split("\n\n", 1).join());
  const from = sentences.findIndex(isSayable);
  if (from === -1) return [nearest(`the ${place}`, hit.title), ON_MEMORY];
  const rest = sentences.slice(from);
  const end = rest.findIndex((sentence) => !isSayable(sentence));
  const [first = "", ...more] = end === -1 ? rest : rest.slice(0, end);
  const whole = [first, ...more].join(" ") === shipped?.text;
  const headed = `${hit.title}: ${first}`;
  return [isSayable(headed) ? headed : first, ...more, ...(whole ? [] : [ON_MEMORY])];
}

/** What memory has that fits, by its title: what people and documents wrote may hold numbers that nothing proves. */
export function tellMemory(hits: readonly MemoryHit[] | undefined): readonly string[] {
  if (hits === undefined) return [];
  const [hit] = hits;
  return hit === undefined
    ? ["Nothing in your memory fits that."]
    : [nearest("your memory", hit.title), ON_MEMORY];
}

/** The newest entry of the journal: of when it is, and its title. */
export function tellJournal(entries: readonly Entry[] | undefined): readonly string[] {
  if (entries === undefined) return [];
  const [entry] = entries;
  if (entry === undefined) return ["Your journal has no such entry."];
  const { atMs, title } = entry;
  const called = `It is called “${title}”.`;
  return [
    `Your newest entry is of ${newYorkDate(atMs)} at ${sayTime(atMs)}.`,
    ...(title !== "" && isSayable(called) ? [called] : []),
    "The journal page shows it whole.",
  ];
}

/** Names what fits by its title, unless that says something that would need evidence or may not be said at all. */
function nearest(place: string, title: string): string {
  const named = `Nearest in ${place} is “${title}”.`;
  return isSayable(named) ? named : `Something in ${place} fits; nothing bears out what its title says.`;
}

function isSayable(text: string): boolean {
  return checkWords(text, { evidence: [], symbols: [], asked: "" }).grounded && badManners(text, "") === null;
}

function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  for (let rest = text; rest !== "";) {
    const length = sentenceEnd(rest) ?? rest.length;
    sentences.push(rest.slice(0, length).trim());
    rest = rest.slice(length);
  }
  return sentences;
}
