import { type ActiveStrategy, DEFAULT_ASSUMPTIONS, type Signal } from "@spotlight/contracts";
import { newYorkDate } from "@spotlight/market";
import type { MarketLog } from "../log/market-log.ts";
import { type Range, readInputs } from "./inputs.ts";
import { TestThread } from "./thread.ts";

/** Strategies, and the symbols that they are asked about. */
export interface Asked {
  readonly strategies: readonly ActiveStrategy[];
  readonly symbols: readonly string[];
}

/**
 * What strategies say in a stretch of the log, in the order in which it is said; reckoned on a thread of its own. `heard`
 * are the symbols whose minutes are read. Rejects with what went wrong in the thread.
 */
export async function signalsOn(
  log: MarketLog,
  { strategies, symbols }: Asked,
  heard: readonly string[],
  range: Range,
): Promise<readonly Signal[]> {
  const inputs = await readInputs(log, heard, range, () => undefined);
  const plan = {
    kind: "run" as const,
    strategies: [...strategies],
    symbols: [...symbols],
    from: newYorkDate(range.fromMs),
    to: newYorkDate(range.untilMs - 1),
    assumptions: DEFAULT_ASSUMPTIONS,
    axes: [],
    walkForward: null,
    threads: null,
  };
  const thread = new TestThread({ plan, inputs });
  try {
    return (await thread.do({ kind: "signals" })).signals;
  } finally {
    await thread.end();
  }
}
