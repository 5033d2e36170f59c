import type { ListedMemory, MemoryBody, MemoryHits } from "@spotlight/contracts";
import { useEffect, useState } from "react";
import { useWorkspace } from "../workspace/context.tsx";
import { useDoing } from "../workspace/use-doing.ts";

/** While passages wait to be found by meaning too, it is looked again after so long, ms. */
const LOOK_MS = 2_000;

/** Something to remember: words of one's own, or a document of others. */
export type NewMemory =
  | MemoryBody
  | { readonly kind: "text"; readonly title: string; readonly text: string }
  | { readonly kind: "page"; readonly url: string }
  | { readonly kind: "pdf"; readonly title: string; readonly file: Blob };

function isUnderWay({ passages, embedded }: ListedMemory): boolean {
  return embedded > 0 && embedded < passages;
}

/** What is remembered, what was looked for, and what is done with it. */
export function useMemory(words: string) {
  const { memory: api } = useWorkspace();
  const { said, changes, does, undo, failed } = useDoing();
  const [memories, setMemories] = useState<readonly ListedMemory[] | null>(null);
  const [hits, setHits] = useState<MemoryHits | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen = changes;
    const load = async (): Promise<void> => {
      try {
        const { memories: found } = await api.list();
        if (seen !== changes) return;
        setMemories(found);
        if (found.some(isUnderWay)) timer = setTimeout(() => void load(), LOOK_MS);
      } catch (error) {
        if (seen === changes) failed(error);
      }
    };
    void load();
    return () => {
      seen = -1;
      clearTimeout(timer);
    };
  }, [api, changes, failed]);
  useEffect(() => {
    let left = words === "";
    if (!left)
      api.search(words).then(
        (found) => left || setHits(found),
        (error: unknown) => left || failed(error),
      );
    return () => {
      left = true;
    };
  }, [api, words, failed]);
  const add = (made: NewMemory): Promise<boolean> =>
    does(() => {
      if (made.kind === "page") return api.addPage(made.url);
      if (made.kind === "pdf") return api.addPdf(made.title, made.file);
      return made.kind === "text" ? api.addText(made.title, made.text) : api.add(made);
    }, "Remembered.");
  const change = (memory: ListedMemory, title: string, text: string): Promise<boolean> =>
    does(() => api.change(memory, { title, text }), "Saved.");
  const remove = ({ id }: ListedMemory): void =>
    void does(
      () => api.remove(id),
      "Forgotten.",
      () => api.restore(id),
    );
  return { memories, hits: words === "" ? null : hits, said, changes, add, change, remove, undo };
}
