import type { MemoryKind } from "@spotlight/contracts";

/** Something that was found, as far as its rank needs it. */
export interface Candidate {
  readonly kind: MemoryKind;
  readonly text: string;
  /** When it was learned, epoch ms of the market. */
  readonly learnedMs: number;
}

/** A candidate with its score. */
export interface Ranked<Item> {
  readonly item: Item;
  readonly score: number;
}

/** Reciprocal-rank fusion's constant, as it was published: how little the first places stand out. */
const FUSION = 60;
/** What people learn fades to a half in so many days, down to a floor; what is written down as a rule or a term does not. */
const HALF_LIFE_MS = 90 * 86_400_000;
const FLOOR = 0.5;
const FADING: ReadonlySet<MemoryKind> = new Set(["insight", "post_mortem"]);
/** How much a passage's own score counts against its likeness to what stands above it. */
const OWN_SHARE = 0.75;
/** Likeness from which on two passages say the same. */
const SAME = 0.9;

/** One list of several: what stands high in many of them comes first. */
export function fused<Item>(lists: readonly (readonly Item[])[]): readonly Ranked<Item>[] {
  const scores = new Map<Item, number>();
  for (const list of lists)
    for (const [place, item] of list.entries())
      scores.set(item, (scores.get(item) ?? 0) + 1 / (FUSION + place + 1));
  return sorted([...scores].map(([item, score]) => ({ item, score })));
}

/** Lets what was learned long ago count less, never less than half. */
export function faded<Item extends Candidate>(
  ranked: readonly Ranked<Item>[],
  nowMs: number,
): readonly Ranked<Item>[] {
  return sorted(
    ranked.map(({ item, score }) => {
      if (!FADING.has(item.kind)) return { item, score };
      const ageMs = Math.max(0, nowMs - item.learnedMs);
      return { item, score: score * (FLOOR + (1 - FLOOR) * 2 ** (-ageMs / HALF_LIFE_MS)) };
    }),
  );
}

/** The first `count` that say different things: each next one is the best that is least like those above it. */
export function diverse<Item extends Candidate>(
  ranked: readonly Ranked<Item>[],
  count: number,
): readonly Ranked<Item>[] {
  const best = ranked[0]?.score ?? 0;
  const left = ranked.map((one) => ({ ...one, words: wordsOf(one.item.text), likeness: 0 }));
  const chosen: Ranked<Item>[] = [];
  while (chosen.length < count && left.length > 0) {
    const value = (at: number): number => {
      const { score = 0, likeness = 0 } = left[at] ?? {};
      return OWN_SHARE * (score / best) - (1 - OWN_SHARE) * likeness;
    };
    const next = left.reduce((top, _, at) => (value(at) > value(top) ? at : top), 0);
    const [taken] = left.splice(next, 1);
    if (taken === undefined) break;
    if (taken.likeness >= SAME) continue;
    chosen.push({ item: taken.item, score: taken.score });
    for (const other of left) other.likeness = Math.max(other.likeness, overlap(taken.words, other.words));
  }
  return chosen;
}

function sorted<Item>(ranked: Ranked<Item>[]): readonly Ranked<Item>[] {
  return ranked.sort((a, b) => b.score - a.score);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** Share of words that two passages have in common, of those that either has. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}
