import type { ParityReport, Signal } from "@spotlight/contracts";
import type { TradingDay } from "@spotlight/market";
import { symbolsHeard } from "@spotlight/strategy";
import { pino } from "pino";
import { expect } from "vitest";
import { signalsOn } from "../backtest/signals.ts";
import { strategiesOf } from "../desk/strategies.ts";
import { systemPacer } from "../feeds/pacer.ts";
import type { Fact, MarketLog } from "../log/market-log.ts";
import { Flags } from "../ops/flags.ts";
import { ParityReports } from "../parity/reports.ts";
import { readScript } from "../replay/day-script.ts";
import { Replay } from "../replay/replay.ts";
import type { Pool } from "../store/database.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { allFacts, canonical } from "./stored-facts.ts";

const OWNER = "me";
const DECISIONS: ReadonlySet<Fact["kind"]> = new Set(["signal", "callout", "risk", "coach"]);

/** Symbols, and whole days that a server lived through. */
export interface ToldDays {
  readonly symbols: readonly string[];
  readonly days: readonly TradingDay[];
}

/** What was learned on some days, and what replay, backtest and the nightly comparison make of the same log. */
export interface Retold {
  readonly facts: readonly Fact[];
  readonly replayed: readonly string[];
  readonly tested: readonly Signal[];
  readonly reports: readonly ParityReport[];
}

/** From the beginning of the first day to the end of the last, epoch ms. */
export function spanOf({ days }: Pick<ToldDays, "days">): {
  readonly fromMs: number;
  readonly untilMs: number;
} {
  return { fromMs: days[0]?.preOpenMs ?? 0, untilMs: days.at(-1)?.postCloseMs ?? 0 };
}

/** The facts that were learned after the first day began and until the last ended. */
export async function factsOf(log: MarketLog, told: ToldDays): Promise<readonly Fact[]> {
  const { fromMs, untilMs } = spanOf(told);
  return (await allFacts(log)).filter(({ learnedMs }) => learnedMs > fromMs && learnedMs <= untilMs);
}

/** Tells the days of a log that a stopped server left again, in each of the ways that the product has. */
export async function retold(log: MarketLog, pool: Pool, told: ToldDays): Promise<Retold> {
  const whole = await allFacts(log);
  const first = whole.find((fact) => fact.kind === "input" && fact.body.type === "strategies");
  const strategies = first?.kind === "input" && first.body.type === "strategies" ? first.body.strategies : [];
  const replayed: string[] = [];
  for (const day of told.days) replayed.push(...(await replayedOn(log, told, day)));
  const nightly = new ParityReports(pool, log, OWNER);
  const reports: ParityReport[] = [];
  for (const day of told.days) reports.push(await nightly.compare(day, Date.now()));
  const asked = { strategies, symbols: told.symbols };
  const heard = symbolsHeard(told.symbols, strategiesOf(strategies));
  const tested = await signalsOn(log, asked, heard, spanOf(told));
  return { facts: await factsOf(log, told), replayed, reports, tested };
}

/**
 * Fails unless live, replay, backtest and the nightly comparison said the same, byte for byte. What was learned after the
 * last day ended is not among the live facts; the backtest may have heard of it, and then changed its mind about a bar.
 */
export function expectSame({ days }: ToldDays, { facts, replayed, tested, reports }: Retold): void {
  const live = facts.flatMap((fact) => (fact.kind === "signal" ? [canonical(fact.body)] : []));
  expect(replayed).toEqual(days.flatMap((day) => decisionsOf(facts, day)));
  expect(tested.map(canonical).slice(0, live.length)).toEqual(live);
  expect(tested.slice(live.length).filter(({ cause }) => cause === null)).toEqual([]);
  for (const report of reports) expect(report).toMatchObject({ missing: [], extra: [], different: [] });
}

async function replayedOn(
  log: MarketLog,
  { symbols }: ToldDays,
  day: TradingDay,
): Promise<readonly string[]> {
  const parts = {
    owner: OWNER,
    source: log.source,
    meter: new Metrics(),
    logger: pino({ level: "silent" }),
    flags: new Flags(Date.now),
    pacer: systemPacer,
    wallMs: Date.now,
  };
  const start = { day: day.day, mode: "as_it_was", speed: 1, paused: true, atMs: day.postCloseMs } as const;
  const replay = await Replay.start(parts, await readScript(log, OWNER, day, symbols), start);
  const again = decisionsOf(await allFacts(replay.telling.market.log), day);
  replay.stop();
  return again;
}

/** Signals, callouts, what the sentinel and what the coach said after a day began and until it ended, as text with the times. */
function decisionsOf(facts: readonly Fact[], { preOpenMs, postCloseMs }: TradingDay): readonly string[] {
  return facts.flatMap(({ kind, learnedMs, body }) =>
    DECISIONS.has(kind) && learnedMs > preOpenMs && learnedMs <= postCloseMs
      ? [canonical({ kind, learnedMs, body })]
      : [],
  );
}
