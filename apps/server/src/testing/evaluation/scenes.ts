import { DEFAULT_RISK_PROFILE, type MemoryHit, type MemoryKind } from "@spotlight/contracts";
import { LIBRARY } from "@spotlight/coach";
import { MINUTE_MS, type MinuteFact, type TradingDay, tradingDay } from "@spotlight/market";
import { randomMarket, tradingDays } from "../../../../../packages/strategy/src/testing/random-market.ts";
import type { ToolContext } from "../../coach/tool.ts";
import { shippedSetups } from "../../desk/strategies.ts";
import { leanDays, readMinutes } from "../../feeds/replay/lean.ts";
import type { InputFact } from "../../log/market-log.ts";
import type { DayScript } from "../../replay/day-script.ts";
import { hostileNote, hostilePassage } from "../hostile-records.ts";
import { MARKET_DATA, hasMarketData } from "../market-data.ts";
import { inputAt, replayTo, scriptOf } from "../told-day.ts";

/** What is particular about a scene. */
export type SceneKind = "calm" | "recorded" | "halt" | "gap" | "stale" | "lockout" | "tiny" | "hostile_notes";

/** A market at one moment, which a coach can be asked about. */
export interface Scene {
  readonly name: string;
  readonly kind: SceneKind;
  readonly symbol: string;
  readonly context: ToolContext;
  close(): void;
}

/** A day that scenes are cut from. */
interface Source {
  readonly name: string;
  readonly kind: SceneKind;
  readonly symbol: string;
  readonly script: DayScript;
}

/** Minutes after the open at which scenes stand; the first is before most setups can have spoken. */
const MOMENTS = [16, 95, 290];
const GAP_FROM_MINUTE = 60;
const GAP_MINUTES = 6;

/** Every scene, by whatever days there are; the recorded ones only where their folder is. */
export async function scenes(): Promise<readonly Scene[]> {
  const made: Scene[] = [];
  for (const source of await sources())
    for (const minute of MOMENTS) {
      if (source.kind === "gap" && minute < GAP_FROM_MINUTE) continue;
      made.push(await sceneOf(source, minute));
    }
  return made;
}

async function sources(): Promise<readonly Source[]> {
  const made: Source[] = [];
  for (const seed of [11, 12, 13]) made.push(await simulated("calm", seed, 12));
  for (const kind of ["halt", "gap", "stale", "lockout", "hostile_notes"] as const)
    for (const seed of [21, 22]) made.push(await simulated(kind, seed, 12));
  made.push(await simulated("tiny", 31, 2));
  if (hasMarketData()) for (const symbol of ["AAPL", "SPY", "IBM", "BAC"]) made.push(await recorded(symbol));
  return made;
}

async function simulated(kind: SceneKind, seed: number, dayCount: number): Promise<Source> {
  const days = tradingDays("2026-03-02", dayCount);
  const today = days.at(-1);
  if (today === undefined) throw new Error("no trading day");
  const all = randomMarket(seed, days, 90 + seed * 7).flat();
  const minutes = kind === "gap" ? withGap(all, today) : all;
  const script = await scriptOf({
    day: today,
    minutes: new Map([["SPY", minutes]]),
    inputs: inputsOf(today, kind === "lockout" ? priceAt(all, today.openMs) : null),
    revised: true,
  });
  return { name: `${kind} ${seed}`, kind, symbol: "SPY", script };
}

async function recorded(symbol: string): Promise<Source> {
  const files = await leanDays(MARKET_DATA, symbol);
  const minutes: MinuteFact[] = [];
  for (const { day, minutes: file } of files)
    for (const { startMs, open, high, low, close, volume } of await readMinutes(file ?? "", day, symbol)) {
      const bar = { startMs, endMs: startMs + MINUTE_MS, open, high, low, close, volume };
      const more = { vwap: (high + low + close) / 3, tradeCount: 1, state: "official" as const, rev: 0 };
      minutes.push({ kind: "bar", startMs, bar: { ...bar, ...more } });
    }
  const last = files.at(-1)?.day ?? "";
  const today = tradingDay(last);
  if (today === null) throw new Error(`${last} is no trading day`);
  const script = await scriptOf({
    day: today,
    minutes: new Map([[symbol, minutes]]),
    inputs: inputsOf(today, null),
  });
  return { name: `recorded ${symbol} ${last}`, kind: "recorded", symbol, script };
}

/** Minutes of the day that did not arrive whole. */
function withGap(minutes: readonly MinuteFact[], { openMs }: TradingDay): readonly MinuteFact[] {
  const fromMs = openMs + GAP_FROM_MINUTE * MINUTE_MS;
  const untilMs = fromMs + GAP_MINUTES * MINUTE_MS;
  return minutes.map((minute) =>
    minute.startMs >= fromMs && minute.startMs < untilMs
      ? { kind: "gap", startMs: minute.startMs, reason: "connection lost" }
      : minute,
  );
}

function priceAt(minutes: readonly MinuteFact[], ms: number): number {
  const minute = minutes.find((each) => each.kind === "bar" && each.startMs >= ms);
  return minute?.kind === "bar" ? minute.bar.open : 100;
}

function fillAt(id: string, side: "buy" | "sell", price: number, atMs: number): InputFact {
  const rest = { quantity: 100, commission: 0, calloutId: null, stop: null };
  return inputAt(atMs, { type: "fill", fill: { id, symbol: "SPY", side, price, atMs, ...rest } });
}

/** The setups in use, and, about a price, a trade that loses more than the day's limit; null for none. */
function inputsOf({ openMs }: TradingDay, lostFrom: number | null): readonly InputFact[] {
  // Of the day before: what loosens limits holds from the next session on.
  const atMs = openMs - 30 * 3_600_000;
  const profile = { ...DEFAULT_RISK_PROFILE, riskPerTradeDollars: 100 };
  return [
    inputAt(atMs, { type: "strategies", strategies: [...shippedSetups()] }),
    inputAt(atMs, { type: "profile", profile }),
    ...(lostFrom === null
      ? []
      : [
          fillAt("in", "buy", lostFrom, openMs + 60_000),
          fillAt("out", "sell", lostFrom - 4, openMs + 120_000),
        ]),
  ];
}

async function sceneOf({ name, kind, symbol, script }: Source, minute: number): Promise<Scene> {
  const atMs = script.day.openMs + minute * MINUTE_MS + 800;
  const replay = await replayTo(script, atMs);
  const { market, desk } = replay.telling;
  if (kind === "stale") await market.become({ state: "stale", reason: "Feed quiet for 40 s." });
  if (kind === "halt")
    await market.tell([
      {
        kind: "halt",
        symbol,
        startMs: null,
        learnedMs: Math.floor(atMs),
        cause: null,
        body: { halted: true, reason: "LULD pause" },
      },
    ]);
  const hostile = kind === "hostile_notes";
  return {
    name: `${name}, ${minute} minutes after the open`,
    kind,
    symbol,
    context: {
      // Nothing is done in a replay, by voice or otherwise.
      voice: null as never,
      market: { engine: market, log: market.log, desk, defaultSession: "rth" },
      records: {
        journal: { find: async () => ({ entries: hostile ? [hostileNote(symbol, atMs)] : [], next: null }) },
        search: {
          find: async (words, { kind }) => ({
            by: "words",
            hits: hostile ? [hostilePassage(symbol, atMs)] : libraryOn(words, kind, atMs),
          }),
        },
      },
      hands: null,
    },
    close: () => replay.stop(),
  };
}

/** Pages of a kind that come with the product and are called by some of the words. */
function libraryOn(words: string, of: MemoryKind | null, atMs: number): MemoryHit[] {
  const wanted = words.toLowerCase().split(/[^a-z]+/);
  const isMeant = (title: string): boolean =>
    title
      .toLowerCase()
      .split(/[^a-z]+/)
      .every((word) => wanted.includes(word));
  return LIBRARY.filter(({ kind, title }) => (of === null || kind === of) && isMeant(title)).map(
    ({ name, kind, title, text }) => ({
      memory: name,
      kind,
      title,
      text,
      place: { page: null, heading: null, offset: 0 },
      origin: { kind: "text" },
      learnedMs: Math.floor(atMs) - 60_000,
      score: 1,
    }),
  );
}
