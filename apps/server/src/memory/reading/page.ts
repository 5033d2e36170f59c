import { MEMORY_TITLE_MAX, SOURCE_TEXT_MAX } from "@spotlight/contracts";
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { type Read, Unreadable } from "./protocol.ts";

const ELEMENTS_MAX = 50_000;
const BLOCKS = "h1,h2,h3,h4,h5,h6,p,li,blockquote,pre,td,figcaption";

/** The words of a web page's article, with its headings; nothing of the page is run or loaded. */
export function readPage(html: string): Read {
  const { document } = parseHTML(html);
  const article = new Readability(document, { maxElemsToParse: ELEMENTS_MAX }).parse();
  const words = article?.content == null ? "" : wordsOf(article.content);
  if (words === "") throw new Unreadable("No article was found on this page. Copy its text, and add that.");
  if (words.length > SOURCE_TEXT_MAX)
    throw new Unreadable(
      `It has more than ${SOURCE_TEXT_MAX} characters. Copy the part that matters, and add that.`,
    );
  const title = (article?.title ?? "").trim().slice(0, MEMORY_TITLE_MAX);
  return { title: title === "" ? null : title, parts: [{ page: null, text: words }] };
}

/** Paragraphs with an empty line between them, headings as Markdown has them. */
function wordsOf(content: string): string {
  const { document } = parseHTML(`<html><body>${content}</body></html>`);
  const blocks: string[] = [];
  for (const element of document.querySelectorAll(BLOCKS)) {
    // What holds other blocks is said by those.
    if (element.querySelector(BLOCKS) !== null) continue;
    const text = (element.textContent ?? "").replaceAll(/\s+/g, " ").trim();
    if (text !== "") blocks.push(/^H\d$/i.test(element.tagName) ? `## ${text}` : text);
  }
  return blocks.length > 0 ? blocks.join("\n\n") : (document.body.textContent ?? "").trim();
}
