import type { DayShape } from "./day-shape.ts";
import { Random } from "./random.ts";

const HALT_STREAM = 0x68616c74;
const HALT_MINUTES = 5;

/** A trading pause of five minutes. Times are milliseconds since the pre-open. */
export interface Halt {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The pause of a symbol's day, null on most days: about one day in seventy, within the regular session. Source of the
 * length: the Limit Up-Limit Down plan, section VII.
 */
export function haltOfDay(seed: number, symbolKey: number, day: number, shape: DayShape): Halt | null {
  const random = new Random(seed, HALT_STREAM, symbolKey, day);
  if (!random.chance(1 / 70)) return null;
  const minute = shape.open + 10 + random.below(shape.close - shape.open - 30);
  const startMs = minute * 60_000 + 10_000 + random.below(40_000);
  return { startMs, endMs: startMs + HALT_MINUTES * 60_000 };
}
