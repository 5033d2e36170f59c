import type { TooFew } from "@spotlight/contracts";

/** Observations below which no rate, mean or interval is stated. */
export const MINIMUM_SAMPLE = 20;

/** The refusal when `have` observations are fewer than `need`; null when they are enough. */
export function tooFew(have: number, need: number): TooFew | null {
  return have < need ? { enough: false, have, need } : null;
}

/** A refusal in words: "Not enough trades to say (7 of 20)." `what` is the plural of what is counted. */
export function tooFewWords({ have, need }: TooFew, what = "trades"): string {
  return `Not enough ${what} to say (${have} of ${need}).`;
}
