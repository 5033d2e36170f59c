import type { BacktestReport, Figure, LookAheadReport, TestedPart } from "@spotlight/contracts";

/** A run for people. */
export function runText({ parts, days, bars, trades, tradesLeftOut }: BacktestReport): string {
  const range = days.length === 0 ? "no day" : `${days[0]} to ${days.at(-1)}, ${days.length} days`;
  return [
    `${range}, ${bars.toLocaleString("en-US")} minute bars, ${trades.length + tradesLeftOut} trades`,
    "",
    row(["", "signals", "retracted", "trades", "won", "total R", "R a trade (95 %)", "deepest fall"]),
    ...parts.map(partRow),
  ].join("\n");
}

function partRow({ strategy, symbol, signals, retracted, result: { statistics } }: TestedPart): string {
  const { count, winRate, totalR, expectancyR, drawdownR } = statistics;
  return row([
    strategy ?? symbol ?? "all",
    String(signals),
    String(retracted),
    String(count),
    figure(winRate, (share) => `${Math.round(share * 100)} %`),
    totalR.toFixed(2),
    figure(expectancyR, (value) => value.toFixed(2)),
    `${drawdownR.deepest.toFixed(2)} R`,
  ]);
}

/** A look-ahead analysis for people. */
export function lookAheadText({ clean, verdicts }: LookAheadReport): string {
  const lines = verdicts.map(({ strategy, clean: own, checked, leftOut, findings, warmUp }) => {
    const more = leftOut === 0 ? "" : ` of ${checked + leftOut}`;
    const steady = warmUp
      .map(({ sessions, same, different }) => `${sessions} sessions ${same}/${same + different}`)
      .join(", ");
    const verdict = own ? "clean" : `${findings.length} depend on later bars`;
    return `${strategy.padEnd(32)} ${checked}${more} signals: ${verdict}; the same with a warm-up of ${steady}`;
  });
  return [...lines, "", clean ? "Nothing reads later bars." : "Some strategies read later bars."].join("\n");
}

function figure(value: Figure, format: (number: number) => string): string {
  return value.enough
    ? `${format(value.value)} (${format(value.low)} to ${format(value.high)})`
    : `too few (${value.have} of ${value.need})`;
}

function row(cells: readonly string[]): string {
  const [name = "", ...rest] = cells;
  const widths = [8, 10, 7, 22, 9, 24, 13];
  return [name.padEnd(32), ...rest.map((cell, at) => cell.padStart(widths[at] ?? 10))].join(" ").trimEnd();
}
