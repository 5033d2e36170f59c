import type { ListedMemory, MemoryHit, MemoryKind } from "@spotlight/contracts";

/** What kinds of memories are called. */
export const KIND_NAMES: Readonly<Record<MemoryKind, string>> = {
  playbook: "Playbook",
  glossary: "Glossary",
  insight: "Insights",
  post_mortem: "Post-mortems",
  source: "Sources",
};
/** Every kind, in the order in which they are shown. */
export const KINDS = Object.keys(KIND_NAMES) as readonly MemoryKind[];

/** Where a memory comes from, for people. */
export function originText({ origin, version }: Pick<ListedMemory, "origin" | "version">): string {
  if (origin.kind === "shipped")
    return version === 1 ? "comes with Spotlight Trader" : "yours, from a page that came along";
  if (origin.kind === "written") return "yours";
  if (origin.kind === "pdf") return `PDF, ${origin.pages} ${origin.pages === 1 ? "page" : "pages"}`;
  return origin.kind === "url" ? origin.url : "text of others";
}

/** How far a source can be found by now; by its words it is at once. */
export function progressText({ passages, embedded }: Pick<ListedMemory, "passages" | "embedded">): string {
  const count = `${passages} ${passages === 1 ? "passage" : "passages"}`;
  return embedded === 0 ? count : `${count}, ${embedded} found by meaning too`;
}

/** Where a passage stands in its memory. */
export function placeText({ place: { page, heading } }: Pick<MemoryHit, "place">): string {
  return [page === null ? null : `page ${page}`, heading].filter((part) => part !== null).join(", ");
}
