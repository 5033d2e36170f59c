import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  type Bar,
  type HistoryAnswer,
  type MarketStatus,
  type RevisionsAnswer,
  SESSION_KINDS,
  TIMEFRAMES,
} from "@spotlight/contracts";
import { newYorkTimeMs } from "@spotlight/market";
import { expect, test } from "vitest";
import { leanDays, readMinutes } from "../feeds/replay/lean.ts";
import type { TestDatabase } from "../testing/databases.ts";
import { MARKET_DATA, hasMarketData } from "../testing/market-data.ts";
import { placeWithRules, rerunOfLog } from "../testing/rerun-of-log.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { withStoredLog } from "../testing/stored-facts.ts";

/** In the long run with the symbol that has most of the trades. */
const SYMBOLS = process.env["SPOTLIGHT_LONG"] === "1" ? ["SPY", "IBM", "BAC"] : ["IBM", "BAC"];
const DAYS = ["2013-10-08", "2013-10-10"];
const MINUTE = 60_000;
const LENGTHS: Readonly<Record<string, number>> = {
  "2m": 2,
  "5m": 5,
  "10m": 10,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "1d": 1_440,
};

interface DayState {
  readonly histories: Readonly<Record<string, readonly Bar[]>>;
  readonly revisions: RevisionsAnswer["revisions"];
  readonly digest: unknown;
}

test("P19 P25 P37 two recorded days become exactly the official bars in every timeframe, and a second replay changes nothing", async ({
  skip,
}) => {
  if (!hasMarketData()) skip("there are no recorded days at SPOTLIGHT_MARKET_DATA");
  const place = await placeWithRules();
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  const server = await ServerProcess.prepare({
    DATA_DIR: dataDir,
    FEED: "replay",
    REPLAY_PATH: MARKET_DATA,
    REPLAY_SPEED: "max",
    REPLAY_SYMBOLS: SYMBOLS.join(","),
    REPLAY_FROM: DAYS[0] ?? "",
    REPLAY_TO: DAYS[1] ?? "",
  });
  await server.start();
  await ended(server);
  const first = await everything(server);
  for (const symbol of SYMBOLS) await compareWithOfficial(symbol, first);
  await server.stop();
  await expectSameAgain(place);
  await server.start();
  await ended(server);
  expect(await everything(server)).toEqual(first);
  await server.stop();

  // Another feed on the same data sees none of it, and adds nothing to it.
  const simulated = await ServerProcess.prepare({
    DATA_DIR: dataDir,
    FEED: "sim",
    HISTORY_DAYS: "2",
    SYMBOLS: "SPY",
  });
  await simulated.start();
  const { bars } = await simulated.get<HistoryAnswer>("/api/history?symbol=SPY&limit=50000");
  expect(bars.every(({ bar_start }) => bar_start > newYorkTimeMs("2020-01-01", 0))).toBe(true);
  await simulated.stop();
  await server.start();
  await ended(server);
  expect(await everything(server)).toEqual(first);
  await server.stop();
  await place.remove();
}, 180_000);

/** P25: what every setup and shipped rule said live is what a rerun of the log says. */
async function expectSameAgain({ target }: TestDatabase): Promise<void> {
  const days = { symbols: SYMBOLS, from: DAYS[0] ?? "", to: DAYS[1] ?? "" };
  const left = await withStoredLog(target, "replay", (log) => rerunOfLog(log, days));
  expect(left.spoke.size).toBeGreaterThan(4);
  expect(left.again).toBe(left.live);
}

async function ended(server: ServerProcess): Promise<void> {
  for (;;) {
    const { state, reason } = await server.get<MarketStatus>("/api/market/status");
    if (state === "ended") return;
    if (state === "down") throw new Error(reason);
    await delay(50);
  }
}

async function everything(server: ServerProcess): Promise<Readonly<Record<string, DayState>>> {
  const days: Record<string, DayState> = {};
  for (const symbol of SYMBOLS) {
    for (const day of DAYS) {
      const range = `from=${newYorkTimeMs(day, 0)}&to=${newYorkTimeMs(day, 86_340_000)}&limit=50000`;
      const histories: Record<string, readonly Bar[]> = {};
      for (const timeframe of TIMEFRAMES) {
        for (const session of SESSION_KINDS) {
          const path = `/api/history?symbol=${symbol}&timeframe=${timeframe}&session=${session}&${range}`;
          histories[`${timeframe}/${session}`] = (await server.get<HistoryAnswer>(path)).bars;
        }
      }
      const { revisions } = await server.get<RevisionsAnswer>(
        `/api/bars/revisions?symbol=${symbol}&${range}`,
      );
      const answer = await server.get<{ count: number; digest: string }>(
        `/api/bars/digest?symbol=${symbol}&day=${day}`,
      );
      days[`${symbol} ${day}`] = {
        histories,
        revisions,
        digest: { count: answer.count, digest: answer.digest },
      };
    }
  }
  return days;
}

async function compareWithOfficial(
  symbol: string,
  states: Readonly<Record<string, DayState>>,
): Promise<void> {
  const files = await leanDays(MARKET_DATA, symbol);
  for (const day of DAYS) {
    const state = states[`${symbol} ${day}`] as DayState;
    const official = await readMinutes(files.find((file) => file.day === day)?.minutes ?? "", day, symbol);
    const minutes = state.histories["1m/rth_ext"] ?? [];
    const byStart = new Map(minutes.map((bar) => [bar.bar_start, bar]));
    expect(official.length).toBeGreaterThan(400);
    for (const { startMs, open: o, high: h, low: l, close: c, volume: v } of official) {
      expect(byStart.get(startMs), `${symbol} ${day} ${startMs}`).toMatchObject({
        state: "official",
        ohlcv: { o, h, l, c, v },
      });
    }
    const officialStarts = new Set(official.map(({ startMs }) => startMs));
    for (const bar of minutes)
      expect(bar.state).toBe(officialStarts.has(bar.bar_start) ? "official" : "closed");
    checkTimeframes(state, day);
    checkLedger(state, minutes);
    const form = minutes.map(
      ({ seq, bar_start, bar_end, ohlcv: { o, h, l, c, v }, vw, n, rev, state: now }) =>
        `${seq},${bar_start},${bar_end},${o},${h},${l},${c},${v},${vw ?? ""},${n},${rev},${now}\n`,
    );
    const digest = createHash("sha256").update(form.join("")).digest("hex");
    expect(state.digest).toEqual({ count: minutes.length, digest });
  }
}

/** P18: every longer bar is the fold of its minutes, from the session's open, computed here by its own rules. */
function checkTimeframes({ histories }: DayState, day: string): void {
  for (const [session, openMinute, closeMinute] of [
    ["rth", 570, 960],
    ["rth_ext", 240, 1_200],
  ] as const) {
    const openMs = newYorkTimeMs(day, openMinute * MINUTE);
    const minutes = histories[`1m/${session}`] ?? [];
    expect(
      minutes.every(
        ({ bar_start }) => bar_start >= openMs && bar_start < openMs + (closeMinute - openMinute) * MINUTE,
      ),
    ).toBe(true);
    for (const [timeframe, length] of Object.entries(LENGTHS)) {
      const wanted = new Map<number, Bar["ohlcv"]>();
      for (const { bar_start, ohlcv } of minutes) {
        const startMs = openMs + Math.floor((bar_start - openMs) / (length * MINUTE)) * length * MINUTE;
        const bar = wanted.get(startMs);
        if (bar === undefined) wanted.set(startMs, { ...ohlcv });
        else {
          const { h, l, v } = bar;
          wanted.set(startMs, {
            ...bar,
            h: Math.max(h, ohlcv.h),
            l: Math.min(l, ohlcv.l),
            c: ohlcv.c,
            v: v + ohlcv.v,
          });
        }
      }
      const got = new Map(
        (histories[`${timeframe}/${session}`] ?? []).map((bar) => [bar.bar_start, bar.ohlcv]),
      );
      expect(got, `${timeframe}/${session}`).toEqual(wanted);
    }
  }
}

/** Every bar that changed has all its changes in the ledger, each leading to the next. */
function checkLedger({ revisions }: DayState, minutes: readonly Bar[]): void {
  const changes = new Map<number, RevisionsAnswer["revisions"]>();
  for (const revision of revisions) {
    expect(revision.cause).toMatch(/^(late_trade|official|correction|backfill)$/);
    changes.set(revision.after.bar_start, [...(changes.get(revision.after.bar_start) ?? []), revision]);
  }
  for (const bar of minutes) {
    const chain = changes.get(bar.bar_start) ?? [];
    expect(chain.filter(({ before }) => before !== null)).toHaveLength(bar.rev);
    for (const [index, { before, after }] of chain.entries()) {
      expect(after.rev).toBe(before === null ? 0 : before.rev + 1);
      if (index > 0) expect(before).toEqual(chain[index - 1]?.after);
    }
    if (chain.length > 0) expect(chain.at(-1)?.after).toEqual(bar);
  }
}
