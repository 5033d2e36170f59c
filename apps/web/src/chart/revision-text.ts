import type { Revision } from "@spotlight/contracts";
import { priceText, volumeText } from "./numbers.ts";

/** A cause in a trader's words. */
export const CAUSE_TEXT: Readonly<Record<Revision["cause"], string>> = {
  late_trade: "Late trade",
  official: "Official bar",
  correction: "Correction",
  backfill: "Backfill",
};

/** What a revision changed: `H 581.20 → 581.40`, one entry per figure. */
export function changedFigures({ before, after }: Revision): string[] {
  if (before === null) return ["first known"];
  const figures: string[] = [];
  for (const name of ["o", "h", "l", "c"] as const) {
    const from = before.ohlcv[name];
    const to = after.ohlcv[name];
    if (from !== to) figures.push(`${name.toUpperCase()} ${priceText(from)} → ${priceText(to)}`);
  }
  if (before.ohlcv.v !== after.ohlcv.v) {
    const change = after.ohlcv.v - before.ohlcv.v;
    figures.push(`Vol ${change < 0 ? "\u2212" : "+"}${volumeText(Math.abs(change))}`);
  }
  return figures.length === 0 ? ["values confirmed"] : figures;
}
