import {
  PATTERN_SESSIONS,
  type PatternBrief,
  type PatternSummary,
  REGIMES,
  type Spread,
} from "@spotlight/contracts";
import { symbolsRead } from "../decide/runner.ts";
import type { Strategy } from "../decide/strategy.ts";
import type { MarketDesk } from "../desk/market-desk.ts";
import type { SymbolView } from "../view/symbol-view.ts";
import { bootstrapMean } from "../statistics/bootstrap.ts";
import { quantileFigure } from "../statistics/quantiles.ts";
import { seededRandom } from "../statistics/random.ts";
import { MINIMUM_SAMPLE, tooFew } from "../statistics/sample.ts";
import { winRateFigure } from "../statistics/trade-statistics.ts";
import { wilson } from "../statistics/wilson.ts";
import { type PastSignal, pastSignals } from "./past-signals.ts";

/** Sessions that a callout's statistics look at. */
const BRIEF_SESSIONS = 20;
/** The same figures come out whenever they are asked for. */
const BOOTSTRAP_SEED = 20_110_513;

/** The past of a symbol that figures rest on, and its state. */
interface Ground {
  readonly view: SymbolView | undefined;
  readonly pastVersion: number;
}

interface Remembered {
  /** Of the symbol itself, and of those that the strategy reads beside it. */
  readonly grounds: readonly Ground[];
  readonly signals: readonly PastSignal[];
  readonly brief: PatternBrief;
}

/**
 * How strategies went on the sessions before, by the bars as they stand and by the code that decides now. Computed when it
 * is asked for, and again when a day has passed or a bar of the past was revised.
 */
export class PatternMemory {
  readonly #market: MarketDesk;
  readonly #remembered = new Map<string, Remembered>();
  /** The state of the past of which everything is known; null before. */
  #prepared: string | null = null;

  constructor(market: MarketDesk) {
    this.#market = market;
  }

  /** What a callout says of the signals before it. */
  brief(strategy: Strategy, symbol: string): PatternBrief {
    return this.#remember(strategy, symbol)?.brief ?? briefOf([]);
  }

  /** Every figure, by sessions and regime; cells without a signal are left out. */
  summaries(strategy: Strategy, symbol: string): readonly PatternSummary[] {
    const signals = this.signals(strategy, symbol);
    return PATTERN_SESSIONS.flatMap((sessions) =>
      [null, ...REGIMES].flatMap((regime): readonly PatternSummary[] => {
        const cell = signals.filter(
          (signal) => signal.sessionsAgo <= sessions && (regime === null || signal.regime === regime),
        );
        if (cell.length === 0) return [];
        const { id, version, timeframe } = strategy;
        return [{ symbol, strategy: id, version, timeframe, sessions, regime, ...figuresOf(cell) }];
      }),
    );
  }

  /** The signals of the last sessions before today. */
  signals(strategy: Strategy, symbol: string): readonly PastSignal[] {
    return this.#remember(strategy, symbol)?.signals ?? [];
  }

  /**
   * Computes the next figures that are missing before somebody asks for them; false when none are. They are the same
   * whenever they are computed, but take too long to be computed when a signal waits for them.
   */
  prepareOne(): boolean {
    const { pastVersion } = this.#market;
    if (this.#prepared === pastVersion) return false;
    for (const symbol of this.#market.symbols) {
      for (const strategy of this.#market.strategies) {
        if (this.#known(strategy, symbol) !== null) continue;
        this.#remember(strategy, symbol);
        return true;
      }
    }
    this.#prepared = pastVersion;
    return false;
  }

  /** The past as it stands, computed where it is not known; null when the symbol is not on the desk. */
  #remember(strategy: Strategy, symbol: string): Remembered | null {
    const view = this.#market.view(symbol);
    if (view === undefined) return null;
    const known = this.#known(strategy, symbol);
    if (known !== null) return known;
    const signals = pastSignals(strategy, view, this.#market.sourceFor(symbol), BRIEF_SESSIONS);
    const made = { grounds: this.#grounds(strategy, symbol), signals, brief: briefOf(signals) };
    this.#remembered.set(keyOf(strategy, symbol), made);
    return made;
  }

  #known(strategy: Strategy, symbol: string): Remembered | null {
    const known = this.#remembered.get(keyOf(strategy, symbol));
    if (known === undefined) return null;
    const same = this.#grounds(strategy, symbol).every(
      ({ view, pastVersion }, index) =>
        known.grounds[index]?.view === view && known.grounds[index]?.pastVersion === pastVersion,
    );
    return same ? known : null;
  }

  #grounds(strategy: Strategy, symbol: string): readonly Ground[] {
    return [symbol, ...symbolsRead(strategy)].map((name) => {
      const view = this.#market.view(name);
      return { view, pastVersion: view?.pastVersion ?? 0 };
    });
  }
}

function keyOf({ id, version }: Strategy, symbol: string): string {
  return `${symbol}/${id}@${version}`;
}

function briefOf(signals: readonly PastSignal[]): PatternBrief {
  const count = signals.length;
  if (count < MINIMUM_SAMPLE)
    return { enough: false, count, needed: MINIMUM_SAMPLE, sessions: BRIEF_SESSIONS };
  const wins = winsOf(signals);
  const expectancyR = signals.reduce((sum, { outcome }) => sum + outcome.resultR, 0) / count;
  return { enough: true, count, wins, sessions: BRIEF_SESSIONS, winRate: wilson(wins, count), expectancyR };
}

function figuresOf(signals: readonly PastSignal[]) {
  const count = signals.length;
  const wins = winsOf(signals);
  const of = (read: (signal: PastSignal) => number | null): Float64Array =>
    Float64Array.from(signals.flatMap((signal) => read(signal) ?? []));
  const results = of(({ outcome }) => outcome.resultR);
  const falseBreaks = signals.filter(
    ({ outcome }) => outcome.how === "stop" && outcome.minutesToPlusOneR === null,
  ).length;
  return {
    count,
    wins,
    winRate: winRateFigure(wins, count),
    expectancyR: tooFew(count, MINIMUM_SAMPLE) ?? {
      enough: true as const,
      value: results.reduce((sum, result) => sum + result, 0) / count,
      ...interval(results),
    },
    maeR: spread(of(({ outcome }) => outcome.maeR)),
    mfeR: spread(of(({ outcome }) => outcome.mfeR)),
    minutesToPlusOneR: quantileFigure(
      of(({ outcome }) => outcome.minutesToPlusOneR),
      0.5,
    ),
    minutesToMinusOneR: quantileFigure(
      of(({ outcome }) => outcome.minutesToMinusOneR),
      0.5,
    ),
    falseBreakRate: winRateFigure(falseBreaks, count),
  };
}

function interval(results: Float64Array): { readonly low: number; readonly high: number } {
  const { low, high } = bootstrapMean(results, seededRandom(BOOTSTRAP_SEED));
  return { low, high };
}

function spread(values: Float64Array): Spread {
  return {
    p25: quantileFigure(values, 0.25),
    p50: quantileFigure(values, 0.5),
    p75: quantileFigure(values, 0.75),
  };
}

function winsOf(signals: readonly PastSignal[]): number {
  return signals.filter(({ outcome }) => outcome.resultR > 0).length;
}
