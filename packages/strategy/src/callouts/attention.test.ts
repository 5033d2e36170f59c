import type { Callout, Grade, Signal } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import { describe, expect, test } from "vitest";
import { MarketDesk } from "../desk/market-desk.ts";
import { type MinuteNews, momentsOf } from "../desk/moments.ts";
import { SETUPS } from "../setups/index.ts";
import { randomMarket, tradingDays } from "../testing/random-market.ts";
import { ATTENTION, attentionOf } from "./attention.ts";
import { calloutOf } from "./callout.ts";

const DAYS = tradingDays("2026-03-02", 22);
const NONE: ReadonlySet<string> = new Set();
const TODAY = DAYS.at(-1)?.openMs ?? 0;

/** A desk with SPY and QQQ at the open of the last day, and what is heard of that day. */
function market(): { readonly desk: MarketDesk; readonly news: readonly MinuteNews[] } {
  const desk = new MarketDesk();
  desk.use(SETUPS);
  const news: MinuteNews[] = [];
  for (const [index, symbol] of ["SPY", "QQQ"].entries()) {
    const minutes = randomMarket(40 + index, DAYS).flat();
    desk.load(
      symbol,
      minutes.filter(({ startMs }) => startMs < TODAY),
    );
    for (const minute of minutes.filter(({ startMs }) => startMs >= TODAY))
      news.push({ symbol, minute, cause: null, learnedMs: minute.startMs + MINUTE_MS });
  }
  return { desk, news: news.sort((a, b) => a.learnedMs - b.learnedMs) };
}

function calloutFor(signal: Signal, grade: Grade, change: Partial<Callout> = {}): Callout {
  const callout = calloutOf(
    { ...signal, grade, expiresMs: Number.MAX_SAFE_INTEGER },
    {
      statistics: { enough: false, count: 0, needed: 20, sessions: 20 },
      verdict: { allow: true, shares: 0, riskDollars: null, reasons: [] },
      hidden: null,
      nowMs: signal.atMs,
    },
  );
  return { ...callout, ...change };
}

function aSignal(): Signal {
  const { desk, news } = market();
  const [signal] = [...momentsOf(news)].flatMap((moment) => desk.advance(moment));
  if (signal === undefined) throw new Error("nothing was said all day");
  return signal;
}

describe("attention", () => {
  test("names what it sees, adds up, and changes nothing that is said", () => {
    const asked = market();
    const silent = market();
    const kinds = new Set<string>();
    for (const moment of momentsOf(asked.news)) {
      const all = attentionOf(asked.desk, [], NONE, moment.learnedMs);
      expect(all.map(({ symbol }) => symbol).sort()).toEqual(["QQQ", "SPY"]);
      for (const { score, reasons } of all) {
        const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
        expect(score).toBe(Math.min(100, Math.round(points)));
        for (const reason of reasons) expect(reason.points).toBeGreaterThan(0);
        for (const { text } of reasons) kinds.add(/primed|Volume|VWAP|day before/.exec(text)?.[0] ?? text);
      }
      expect(all[0]?.score).toBeGreaterThanOrEqual(all[1]?.score ?? 0);
      expect(asked.desk.advance(moment)).toEqual(silent.desk.advance(moment));
    }
    expect([...kinds].sort()).toEqual(["VWAP", "Volume", "day before", "primed"]);
  });

  test("a waiting proposal counts by its best grade, one that is hidden, answered or over does not", () => {
    const { desk } = market();
    const signal = aSignal();
    const scoreOf = (callouts: readonly Callout[], open = NONE): number => {
      const all = attentionOf(desk, callouts, open, TODAY + 3_600_000);
      return all.find(({ symbol }) => symbol === signal.symbol)?.score ?? Number.NaN;
    };
    const nothing = scoreOf([]);
    const { A, C } = ATTENTION.proposal;
    expect(scoreOf([calloutFor(signal, "C"), calloutFor(signal, "A")])).toBe(nothing + A);
    expect(scoreOf([calloutFor(signal, "C"), calloutFor(signal, "A", { hidden: "density" })])).toBe(
      nothing + C,
    );
    for (const state of ["rejected", "expired", "snoozed"] as const)
      expect(scoreOf([calloutFor(signal, "A", { state })])).toBe(nothing);
    expect(scoreOf([calloutFor(signal, "A", { state: "accepted" })])).toBe(nothing + ATTENTION.underWay);
    expect(scoreOf([], new Set([signal.symbol]))).toBe(nothing + ATTENTION.underWay);
    const other = attentionOf(desk, [calloutFor(signal, "A")], NONE, TODAY + 3_600_000);
    expect(other[0]?.symbol).toBe(signal.symbol);
  });

  test("bars that ended a while ago say nothing about now", () => {
    const { desk, news } = market();
    const moments = [...momentsOf(news)];
    for (const moment of moments.slice(0, moments.length / 2)) desk.advance(moment);
    const nowMs = moments[Math.floor(moments.length / 2) - 1]?.learnedMs ?? 0;
    const barWords = (ms: number): number =>
      attentionOf(desk, [], NONE, ms)
        .flatMap(({ reasons }) => reasons)
        .filter(({ text }) => /Volume|average ranges/.test(text)).length;
    expect(barWords(nowMs)).toBeGreaterThan(0);
    expect(barWords(nowMs + 10 * MINUTE_MS)).toBe(0);
  });
});
