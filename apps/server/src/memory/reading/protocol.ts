import type { DocumentPart } from "@spotlight/coach";

/** A document to be read. Nothing in it is trusted. */
export type Unread =
  | { readonly kind: "pdf"; readonly bytes: Uint8Array }
  | { readonly kind: "page"; readonly html: string };

/** The words of a document. */
export interface Read {
  /** What it calls itself; null when it does not say. */
  readonly title: string | null;
  readonly parts: readonly DocumentPart[];
}

/** What the thread that reads answers. */
export type ReadReply = { readonly read: Read } | { readonly refusal: string };

/** A document cannot be read; the message says why, and what to do. */
export class Unreadable extends Error {}
