import type { Evidence } from "@spotlight/contracts";
import { newYorkTimeMs } from "@spotlight/market";
import type { Ground } from "../gate/ground.ts";

/** A piece of evidence in short: the rest is the same for all. */
export type Row = readonly [
  label: string,
  value: number | string,
  unit: Evidence["unit"],
  symbol: string | null,
];

const AT_MS = newYorkTimeMs("2026-11-24", (10 * 60 + 42) * 60_000);
const ROWS: readonly Row[] = [
  ["last price", 581.2, "price", "SPY"],
  ["entry", 581.5, "price", "SPY"],
  ["stop", 580.6, "price", "SPY"],
  ["target", 582.4, "price", "SPY"],
  ["VWAP", 580.95, "price", "SPY"],
  ["15-minute range high", 581.05, "price", "SPY"],
  ["EMA 9", 580.88, "price", "SPY"],
  ["reward", 2, "R", "SPY"],
  ["winning trades", 11, "count", "SPY"],
  ["trades", 19, "count", "SPY"],
  ["win rate", 11 / 19, "share", "SPY"],
  ["direction", "long", "direction", "SPY"],
  ["grade", "B", "grade", "SPY"],
  ["relative volume", 1.8, "ratio", "SPY"],
  ["change", 1.2, "percent", "SPY"],
  ["last price", 490.1, "price", "QQQ"],
  ["daily loss limit", -2, "R", null],
  ["light", "GREEN", "light", null],
];

/** A proposal on SPY with its statistics, a price of QQQ and the limits, at 10:42, and whatever else is given. */
export function exampleGround(asked: string, more: readonly Row[]): Ground {
  const evidence = [...ROWS, ...more].map(([label, value, unit, symbol], index): Evidence => {
    const origin = symbol === null ? { kind: "risk" as const } : { kind: "signal" as const, id: symbol };
    return { id: `e${index + 1}`, tool: "example", label, symbol, value, unit, atMs: AT_MS, origin };
  });
  return { evidence, symbols: ["SPY", "QQQ", "NVDA"], asked };
}
