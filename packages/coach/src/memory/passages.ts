import type { PassagePlace } from "@spotlight/contracts";

/** A page or another part of a document that has a number of its own; null where the document has no pages. */
export interface DocumentPart {
  readonly page: number | null;
  readonly text: string;
}

/** A piece of a document that is found on its own, with where it stands. */
export interface Passage {
  readonly text: string;
  readonly place: PassagePlace;
}

/** Characters of a passage: it is closed after `ENOUGH`, and cut at `LONGEST`. */
const ENOUGH = 800;
const LONGEST = 1_600;

/**
 * Cuts a document into passages of some paragraphs each. A passage never crosses a page or a heading, so that what it is
 * said to stand under is true; a paragraph that is too long is cut at the end of a sentence, else of a word.
 */
export function passagesOf(parts: readonly DocumentPart[]): readonly Passage[] {
  const passages: Passage[] = [];
  let before = 0;
  let heading: string | null = null;
  for (const { page, text } of parts) {
    let words = "";
    let offset = before;
    const close = (): void => {
      if (words !== "") passages.push({ text: words, place: { page, heading, offset } });
      words = "";
    };
    for (const paragraph of paragraphsOf(text)) {
      if (paragraph.heading || words.length + paragraph.text.length > LONGEST || words.length >= ENOUGH)
        close();
      if (paragraph.heading) {
        heading = paragraph.text;
        continue;
      }
      if (words === "") offset = before + paragraph.at;
      words = words === "" ? paragraph.text : `${words}\n\n${paragraph.text}`;
    }
    close();
    before += text.length;
  }
  return passages;
}

interface Paragraph {
  readonly text: string;
  /** Characters of the part before it. */
  readonly at: number;
  readonly heading: boolean;
}

function paragraphsOf(text: string): readonly Paragraph[] {
  const found: Paragraph[] = [];
  for (const match of text.matchAll(/\S(?:(?!\n[^\S\n]*\n)[^])*/g)) {
    const [paragraph] = match;
    const [title, ...rest] = headingOf(paragraph);
    if (title !== undefined) found.push({ text: title, at: match.index, heading: true });
    const body = title === undefined ? paragraph : rest.join("\n");
    const start = match.index + paragraph.length - body.length;
    for (const piece of cut(body)) found.push({ text: piece.text, at: start + piece.at, heading: false });
  }
  return found;
}

/** A heading as Markdown marks it, and the lines after it; nothing when there is none. */
function headingOf(paragraph: string): readonly string[] {
  const [first = "", ...rest] = paragraph.split("\n");
  const heading = /^#{1,6}\s+(\S.{0,199})$/.exec(first.trim())?.[1];
  return heading === undefined ? [] : [heading.trim(), ...rest];
}

/** The paragraph in pieces of a passage's length at most. */
function cut(text: string): readonly { readonly text: string; readonly at: number }[] {
  const pieces: { text: string; at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const end = text.length - at <= LONGEST ? text.length : at + endIn(text.slice(at, at + LONGEST));
    const piece = text.slice(at, end).trim();
    if (piece !== "") pieces.push({ text: piece, at });
    at = end;
  }
  return pieces;
}

/** Where a text that is too long is cut: after a sentence, else after a word, else where it must be. */
function endIn(text: string): number {
  const sentence = Math.max(text.lastIndexOf(". "), text.lastIndexOf("? "), text.lastIndexOf(".\n"));
  if (sentence > LONGEST / 2) return sentence + 1;
  const word = Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n"));
  return word > 0 ? word + 1 : text.length;
}
