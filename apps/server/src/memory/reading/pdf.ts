import { SOURCE_TEXT_MAX } from "@spotlight/contracts";
import type { DocumentPart } from "@spotlight/coach";
import { extractText, getDocumentProxy } from "unpdf";
import { type Read, Unreadable } from "./protocol.ts";

const PAGES_MAX = 2_000;

/** The words of a PDF, page by page. */
export async function readPdf(bytes: Uint8Array): Promise<Read> {
  const document = await opened(bytes);
  if (document.numPages > PAGES_MAX)
    throw new Unreadable(`It has more than ${PAGES_MAX} pages. Split it, and add the parts.`);
  const { text } = await extractText(document, { mergePages: false });
  const parts = text.map((words, index): DocumentPart => ({ page: index + 1, text: words }));
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  if (length > SOURCE_TEXT_MAX)
    throw new Unreadable(`It has more than ${SOURCE_TEXT_MAX} characters. Split it, and add the parts.`);
  if (parts.every((part) => part.text.trim() === ""))
    throw new Unreadable("It has no words, only pictures of them. Add a version with text.");
  return { title: null, parts };
}

async function opened(bytes: Uint8Array): ReturnType<typeof getDocumentProxy> {
  try {
    return await getDocumentProxy(bytes, { isEvalSupported: false, disableFontFace: true });
  } catch (error) {
    const locked = error instanceof Error && error.name === "PasswordException";
    throw new Unreadable(
      locked ? "It is locked by a password. Unlock it, and add it again." : "It is no PDF that can be read.",
    );
  }
}
