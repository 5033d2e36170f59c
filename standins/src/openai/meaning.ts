const DIMENSIONS = 256;

/** Words that mean much the same, so that texts without a common word can be near. */
const ALIKE: readonly string[] = [
  "vwap average-price fair-value",
  "stop stoploss exit invalidation",
  "revenge anger angry tilt emotional furious mad",
  "fomo chase chasing late missed missing",
  "lunch noon midday",
  "volume participation busy activity",
  "halt paused suspended frozen stopped",
  "profit gain winner winning",
  "loss loser losing lost",
  "breakout break breaks breaking",
  "size shares quantity contracts",
  "volatility volatile wild range swing swings",
  "patience wait waiting patient",
  "open bell morning",
  "drawdown decline",
  "slippage fill worse",
  "rule plan discipline",
];
const GROUPS: ReadonlyMap<string, string> = new Map(
  ALIKE.flatMap((group) => group.split(" ").map((word) => [stemOf(word), group] as const)),
);
const EMPTY = new Set(
  "a an and are as at be by do does for from how i in is it my of on or that the this to was what when where which who why with you your".split(
    " ",
  ),
);

/**
 * A vector for a text, of its words' stems and of groups of words that mean much the same. It stands in for a model where
 * there is none: it knows the words above and nothing else of the world, so what is measured with it shows how two ways of
 * looking are joined, and not how good a model is.
 */
export function meaningOf(text: string): readonly number[] {
  const vector: number[] = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of text.toLowerCase().match(/[a-z0-9-]+/g) ?? []) {
    if (EMPTY.has(word)) continue;
    const stem = stemOf(word);
    add(vector, stem, 1);
    const group = GROUPS.get(stem);
    if (group !== undefined) add(vector, group, 2);
  }
  // A text of empty words alone points somewhere too, as with a real model.
  if (!vector.some((value) => value !== 0)) vector[0] = 1;
  return vector;
}

function stemOf(word: string): string {
  return word.length > 4 ? word.replace(/(?:ings?|ed|es|s|ly)$/, "") : word;
}

function add(vector: number[], name: string, weight: number): void {
  let hash = 2_166_136_261;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 16_777_619) >>> 0;
  const at = hash % DIMENSIONS;
  vector[at] = (vector[at] ?? 0) + (hash & 65_536 ? weight : -weight);
}
