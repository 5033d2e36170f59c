import type { Evidence } from "@spotlight/contracts";
import type { Token } from "./lex.ts";
import type { Said } from "./read-numbers.ts";

/** Numbers that are said together, and how what is found for each is narrowed to what they say together. */
export interface Joined {
  readonly numbers: readonly Said[];
  readonly agree: (found: readonly Evidence[][]) => readonly (readonly Evidence[])[];
}

/** Joins the two numbers of a range (the first takes the second's unit) and of `11 of 19`; others stand alone. */
export function joinNumbers(tokens: readonly Token[], numbers: readonly Said[]): Joined[] {
  const joined: Joined[] = [];
  for (let at = 0; at < numbers.length; at += 1) {
    const first = numbers[at];
    const second = numbers[at + 1];
    if (first === undefined) break;
    const between =
      second === undefined
        ? ""
        : tokens
            .slice(first.to, second.from)
            .map(({ lower }) => lower)
            .join(" ");
    if (second !== undefined && /^(of|out of|in|\/)$/.test(between) && first.unit === "bare") {
      joined.push({ numbers: [first, second], agree: ([one = [], all = []]) => ofAll(one, all) });
      at += 1;
    } else if (second !== undefined && isRange(tokens, first, between)) {
      const unit = first.unit === "bare" ? second.unit : first.unit;
      const factor = first.unit === "bare" ? second.factor : first.factor;
      joined.push({
        numbers: [{ ...first, unit, factor }, second],
        agree: ([low = [], high = []]) => upward(low, high),
      });
      at += 1;
    } else joined.push({ numbers: [first], agree: (found) => found });
  }
  return joined;
}

function isRange(tokens: readonly Token[], first: Said, between: string): boolean {
  const before = tokens[first.from - 1]?.lower ?? "";
  return /^[-‐‑‒–—−]$|^to$/.test(between) || (between === "and" && before === "between");
}

/** Both counts of one thing, the part not above the whole, and borne out by its rate where that is known. */
function ofAll(parts: readonly Evidence[], wholes: readonly Evidence[]): Evidence[][] {
  const pairs = parts.flatMap((part) =>
    wholes
      .filter(
        (whole) =>
          JSON.stringify(whole.origin) === JSON.stringify(part.origin) &&
          part.unit === "count" &&
          whole.unit === "count" &&
          part.id !== whole.id &&
          Number(part.value) <= Number(whole.value),
      )
      .map((whole) => [part, whole] as const),
  );
  return [pairs.map(([part]) => part), pairs.map(([, whole]) => whole)];
}

function upward(lows: readonly Evidence[], highs: readonly Evidence[]): Evidence[][] {
  const pairs = lows.flatMap((low) =>
    highs.filter((high) => Number(low.value) <= Number(high.value)).map((high) => [low, high] as const),
  );
  return [pairs.map(([low]) => low), pairs.map(([, high]) => high)];
}
