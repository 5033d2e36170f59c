import type { MemoryHits } from "@spotlight/contracts";
import { diverse, faded, fused } from "@spotlight/coach";
import type { FoundPassage, MemoryStore, Scope } from "./memory-store.ts";

/** Passages that each way of looking may bring. */
const EACH = 50;

/** Finds what is remembered: by its words, and by its meaning where something says what that is. */
export class MemorySearch {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  /** The passages that fit best and say different things, the best first. */
  async find(words: string, scope: Scope, limit: number): Promise<MemoryHits> {
    const known = new Map<string, FoundPassage>();
    const lists = [await this.#store.withWords(words, scope, EACH)];
    for (const passage of lists.flat()) known.set(keyOf(passage), passage);
    const keys = lists.map((list) => list.map(keyOf));
    const ranked = fused(keys).flatMap(({ item, score }) => {
      const passage = known.get(item);
      return passage === undefined ? [] : [{ item: passage, score }];
    });
    const best = diverse(faded(ranked, scope.knownAtMs), limit);
    return {
      by: "words",
      hits: best.map(({ item: { position: _position, ...hit }, score }) => ({ ...hit, score })),
    };
  }
}

function keyOf({ memory, position }: Pick<FoundPassage, "memory" | "position">): string {
  return `${position} ${memory}`;
}
