import type { Embedder } from "../vendors/embedder.ts";
import type { FoundPassage, Scope } from "./memory-store.ts";
import type { PassageKey, PassageVectors } from "./passage-vectors.ts";

/** Vectors that are kept in memory; with more they are read anew. */
const KEPT = 50_000;

/** Finds passages by what they mean: exactly, by comparing the question with every one of them. */
export class Meaning {
  readonly embedder: Embedder;
  readonly #stored: PassageVectors;
  readonly #vectors = new Map<string, Float32Array>();

  constructor(stored: PassageVectors, embedder: Embedder) {
    this.#stored = stored;
    this.embedder = embedder;
  }

  /** The passages of a scope nearest to these words, the nearest first. Rejects with `VendorFailure`. */
  async near(words: string, scope: Scope, limit: number): Promise<readonly FoundPassage[]> {
    const { model } = this.embedder;
    const keys = await this.#stored.keys(scope, model);
    if (keys.length === 0) return [];
    const [[asked]] = await Promise.all([this.embedder.embed([words], "question"), this.#load(keys)]);
    if (asked === undefined) return [];
    const nearest = keys
      .flatMap((key) => {
        const vector = this.#vectors.get(nameOf(key));
        return vector?.length === asked.length ? [{ key, nearness: dot(vector, asked) }] : [];
      })
      .sort((a, b) => b.nearness - a.nearness)
      .slice(0, limit)
      .map(({ key }) => key);
    const passages = await this.#stored.passages(nearest);
    const place = new Map(nearest.map(({ memory, position }, at) => [`${position} ${memory}`, at]));
    const placeOf = ({ memory, position }: FoundPassage): number =>
      place.get(`${position} ${memory}`) ?? limit;
    return passages.toSorted((a, b) => placeOf(a) - placeOf(b));
  }

  async #load(keys: readonly PassageKey[]): Promise<void> {
    if (this.#vectors.size > KEPT) this.#vectors.clear();
    const missing = keys.filter((key) => !this.#vectors.has(nameOf(key)));
    if (missing.length === 0) return;
    const read = await this.#stored.read(missing, this.embedder.model);
    for (const { vector, ...key } of read) this.#vectors.set(nameOf(key), vector);
  }
}

function nameOf({ memory, version, position }: PassageKey): string {
  return `${version} ${position} ${memory}`;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
