import type { MemoryHits } from "@spotlight/contracts";
import { diverse, faded, fused } from "@spotlight/coach";
import type { Logger } from "pino";
import { VendorFailure } from "../vendors/vendor.ts";
import type { Meaning } from "./meaning.ts";
import type { FoundPassage, MemoryStore, Scope } from "./memory-store.ts";

/** Passages that each way of looking may bring. */
const EACH = 50;

/** Finds what is remembered: by its words, and by its meaning where something says what that is. */
export class MemorySearch {
  readonly #store: MemoryStore;
  readonly #meaning: Meaning | null;
  readonly #logger: Logger;

  constructor(store: MemoryStore, meaning: Meaning | null, logger: Logger) {
    this.#store = store;
    this.#meaning = meaning;
    this.#logger = logger;
  }

  /** The passages that fit best and say different things, the best first. */
  async find(words: string, scope: Scope, limit: number): Promise<MemoryHits> {
    const [named, near] = await Promise.all([
      this.#store.withWords(words, scope, EACH),
      this.#near(words, scope),
    ]);
    const lists = near === null ? [named] : [named, near];
    const known = new Map(lists.flat().map((passage) => [keyOf(passage), passage]));
    const ranked = fused(lists.map((list) => list.map(keyOf))).flatMap(({ item, score }) => {
      const passage = known.get(item);
      return passage === undefined ? [] : [{ item: passage, score }];
    });
    const best = diverse(faded(ranked, scope.knownAtMs), limit);
    return {
      by: near === null ? "words" : "words_and_meaning",
      hits: best.map(({ item: { position: _position, ...hit }, score }) => ({ ...hit, score })),
    };
  }

  /** Null where nothing says what words mean, or nothing that is kept has been asked about yet. */
  async #near(words: string, scope: Scope): Promise<readonly FoundPassage[] | null> {
    if (this.#meaning === null) return null;
    try {
      const near = await this.#meaning.near(words, scope, EACH);
      return near.length === 0 ? null : near;
    } catch (error) {
      if (!(error instanceof VendorFailure)) throw error;
      this.#logger.warn({ err: error }, "memory was searched by words alone");
      return null;
    }
  }
}

function keyOf({ memory, position }: Pick<FoundPassage, "memory" | "position">): string {
  return `${position} ${memory}`;
}
