import { MINUTE_MS, type MinuteFact, type TradingDay } from "@spotlight/market";
import { pino } from "pino";
import { systemPacer } from "../feeds/pacer.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";
import type { InputFact, MarketFact } from "../log/market-log.ts";
import { Flags } from "../ops/flags.ts";
import { type DayScript, readScript } from "../replay/day-script.ts";
import { Replay } from "../replay/replay.ts";
import { Metrics } from "../telemetry/metrics.ts";

/** Whose desk the told days are. */
export const OWNER = "me";

/** A day of some symbols with the days before it, and what the person did. */
export interface ToldDay {
  readonly day: TradingDay;
  /** Minutes by symbol, ascending, those of the days before included. */
  readonly minutes: ReadonlyMap<string, readonly MinuteFact[]>;
  readonly inputs: readonly InputFact[];
  /** Every seventh bar of the day is revised two minutes later. */
  readonly revised?: boolean;
}

/** The day as a replay tells it. */
export async function scriptOf({ day, minutes, inputs, revised = false }: ToldDay): Promise<DayScript> {
  const log = new MemoryMarketLog("test");
  const facts: MarketFact[] = [];
  for (const [symbol, all] of minutes) {
    const past = all.filter(({ startMs }) => startMs < day.preOpenMs);
    await log.backfill(symbol, past, day.preOpenMs);
    for (const minute of all)
      if (minute.startMs >= day.preOpenMs) facts.push(...factsOf(symbol, minute, revised));
  }
  await log.append(inputs, null);
  await log.append(
    facts.toSorted((a, b) => a.learnedMs - b.learnedMs),
    null,
  );
  return readScript(log, OWNER, day, [...minutes.keys()]);
}

/** Something that the person did, at a market time. */
export function inputAt(learnedMs: number, body: InputFact["body"]): InputFact {
  return { kind: "input", owner: OWNER, symbol: null, startMs: null, cause: null, learnedMs, body };
}

/** A paused replay of a day, told up to a time. */
export async function replayTo(script: DayScript, atMs: number): Promise<Replay> {
  const parts = {
    owner: OWNER,
    source: "test",
    meter: new Metrics(),
    logger: pino({ level: "silent" }),
    flags: new Flags(Date.now),
    pacer: systemPacer,
    wallMs: Date.now,
  };
  return Replay.start(parts, script, {
    day: script.day.day,
    mode: "as_it_was",
    speed: 1,
    paused: true,
    atMs,
  });
}

/** A minute's first word, 0.3 s after its end, and a revision where there is to be one. */
function factsOf(symbol: string, minute: MinuteFact, revised: boolean): readonly MarketFact[] {
  const { startMs } = minute;
  const learnedMs = startMs + MINUTE_MS + 300;
  const frame = { symbol, startMs, learnedMs };
  if (minute.kind === "empty") return [{ ...frame, kind: "empty", cause: null, body: {} }];
  if (minute.kind === "gap") return [{ ...frame, kind: "gap", cause: null, body: { reason: minute.reason } }];
  const { bar } = minute;
  const first: MarketFact = { ...frame, kind: "bar", cause: null, body: { bar, before: null } };
  if (!revised || (startMs / MINUTE_MS) % 7 !== 0) return [first];
  const changed = { ...bar, high: bar.high + 0.4, volume: bar.volume + 900, rev: 1 };
  const body = { bar: changed, before: bar };
  return [first, { ...frame, learnedMs: learnedMs + 2 * MINUTE_MS, kind: "bar", cause: "late_trade", body }];
}
