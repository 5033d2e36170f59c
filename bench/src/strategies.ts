import { MINUTE_MS, type MarketBar, type TradingDay, nextTradingDay } from "@spotlight/market";
import {
  type MinuteNews,
  SETUPS,
  SHIPPED_RULES,
  type ShippedRule,
  SignalRun,
  seededRandom,
} from "@spotlight/strategy";
import { type BacktestPlan, DEFAULT_ASSUMPTIONS } from "@spotlight/contracts";
import { packNews } from "../../apps/server/src/backtest/packed-news.ts";
import type { Inputs } from "../../apps/server/src/backtest/inputs.ts";
import { sweep } from "../../apps/server/src/backtest/sweep.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

const DAYS = 120;
const WARM_UP_DAYS = 22;
const ROUNDS = 9;
const WARM_UPS = 4;
const STRATEGIES = SETUPS.slice(0, 5);
const WANTED_BARS_PER_SECOND = 250_000;
const SWEEP_ROUNDS = 3;
const POINTS = 16;
/** A rule with a parameter beside the setups: each of its values asks for all of them anew. */
const SWEPT = SHIPPED_RULES[0] as ShippedRule;
const SEED = 20_261_124;

/** Regular sessions of a walk with trends and bursts of volume, the same every time, as they were heard. */
function makeNews(): { readonly news: readonly MinuteNews[]; readonly days: readonly TradingDay[] } {
  const random = seededRandom(SEED);
  const days: TradingDay[] = [];
  const news: MinuteNews[] = [];
  let price = 100;
  let day = nextTradingDay("2025-03-03");
  for (; days.length < DAYS; day = nextTradingDay(day.day)) {
    days.push(day);
    let drift = 0;
    for (let startMs = day.openMs; startMs < day.closeMs; startMs += MINUTE_MS) {
      if (random() < 0.03) drift = (random() - 0.5) * 0.0006;
      const bar = minuteBar(startMs, price, drift, random);
      price = bar.close;
      const learnedMs = bar.endMs;
      news.push({ symbol: "SPY", minute: { kind: "bar", startMs, bar }, cause: null, learnedMs });
    }
  }
  return { news, days };
}

function minuteBar(startMs: number, open: number, drift: number, random: () => number): MarketBar {
  const close = open * (1 + drift + (random() - 0.5) * 0.0012);
  const high = Math.max(open, close) * (1 + random() * 0.0003);
  const low = Math.min(open, close) * (1 - random() * 0.0003);
  const volume = Math.round(1_000 * (0.6 + 3 * random() ** 4));
  const vwap = (high + low + close) / 3;
  const endMs = startMs + MINUTE_MS;
  return { startMs, endMs, open, high, low, close, volume, vwap, tradeCount: 50, state: "closed", rev: 0 };
}

/** A run that lives on, as a server's own desk does: without one the engine would throw away what it has compiled. */
let kept: SignalRun | null = null;

/** Bars a second of CPU time, that of the collector's threads included, of the whole way from what was heard to signals. */
function signalRate(news: readonly MinuteNews[], fromMs: number): number {
  globalThis.gc?.();
  const run = new SignalRun({ strategies: STRATEGIES, symbols: ["SPY"], fromMs, untilMs: Infinity });
  const before = process.cpuUsage();
  run.take(news);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  kept = run;
  if (kept.told.length < 500) throw new Error(`only ${run.told.length} signals`);
  return news.length / seconds;
}

function plan(): BacktestPlan {
  return {
    kind: "sweep",
    strategies: [
      ...STRATEGIES.map(({ id, version }) => ({ kind: "setup" as const, id, version })),
      { kind: "rule", id: `rule:${SWEPT.id}`, version: 1, name: SWEPT.id, source: SWEPT.source },
    ],
    symbols: ["SPY"],
    from: "",
    to: "",
    assumptions: DEFAULT_ASSUMPTIONS,
    axes: [{ name: "param:fast", values: Array.from({ length: POINTS }, (_, at) => 5 + at) }],
    walkForward: null,
    threads: null,
  };
}

/** Nobody keeps what a sweep comes to. */
const UNHEARD = { keep: async (): Promise<void> => {}, progress: (): void => {} };

/** Combinations a second of a sweep. */
async function sweepRate(inputs: Inputs, threads: number): Promise<number> {
  const startMs = performance.now();
  const { signal } = new AbortController();
  const report = await sweep({ plan: plan(), inputs, threads, known: [], signal, ...UNHEARD });
  if (report.points.some(({ signals }) => signals < 500))
    throw new Error("a combination has too few signals");
  return POINTS / ((performance.now() - startMs) / 1_000);
}

/** Five shipped strategies over minutes in CPU time of one core, and how a sweep grows with a second thread. */
export async function run(): Promise<Measurement[]> {
  const { news, days } = makeNews();
  const fromMs = days[WARM_UP_DAYS]?.preOpenMs ?? 0;
  const untilMs = days.at(-1)?.postCloseMs ?? 0;
  const rates = Array.from({ length: WARM_UPS + ROUNDS }, () => signalRate(news, fromMs)).slice(WARM_UPS);
  const rate = median(rates);
  const names = days.slice(WARM_UP_DAYS).map(({ day }) => day);
  const inputs = { pieces: [packNews(["SPY"], news)], digest: "", days: names, fromMs, untilMs };
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < SWEEP_ROUNDS; round += 1) {
    one.push(await sweepRate(inputs, 1));
    two.push(await sweepRate(inputs, 2));
  }
  return [
    {
      name: "five shipped strategies over minutes, one core, against the wanted rate",
      ours: Math.round(rate),
      peer: WANTED_BARS_PER_SECOND,
      ratio: rate / WANTED_BARS_PER_SECOND,
      unit: "bars/s",
      target: 1,
    },
    {
      name: "sweep on two threads against one",
      ours: median(two),
      peer: median(one),
      ratio: median(two) / median(one),
      unit: "combinations/s",
      target: 1.7,
    },
  ];
}
