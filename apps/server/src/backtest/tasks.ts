import { createHash } from "node:crypto";
import {
  type ActiveStrategy,
  BACKTEST_TRADES_MAX,
  type BacktestPlan,
  type BacktestReport,
  type LookAheadReport,
  type Signal,
  type SweepPoint,
} from "@spotlight/contracts";
import { type MinuteFact, tradingDay } from "@spotlight/market";
import {
  type MinuteNews,
  SignalRun,
  analyseLookAhead,
  gridPoint,
  reportDailyR,
  reportParts,
  reportStatistics,
  reportTrades,
  sweepChoices,
  tradeBooks,
} from "@spotlight/strategy";
import { strategiesOf } from "../desk/strategies.ts";
import type { Inputs } from "./inputs.ts";
import { type PackedNews, unpackNews } from "./packed-news.ts";
import { withParameters } from "./parameters.ts";
import type { Task, TaskResults, ThreadStart } from "./protocol.ts";

/** Signals of each strategy that the look-ahead analysis checks, and of those how many with shorter warm-ups. */
const CHECKS_MAX = 40;
const WARM_UP_CHECKS_MAX = 8;
/** News that are kept between combinations at most; more are unpacked anew each time. */
const KEPT_ROWS_MAX = 200_000;

type Progress = (share: number) => void;

/** The work of one thread on one test. What was heard is gone through once for each set of rule parameters. */
export class Tasks {
  readonly #plan: BacktestPlan;
  readonly #inputs: Inputs;
  readonly #kept = new Map<PackedNews, readonly MinuteNews[]>();
  #heard: { readonly key: string; readonly run: SignalRun } | null = null;

  constructor({ plan, inputs }: ThreadStart) {
    this.#plan = plan;
    this.#inputs = inputs;
  }

  /** Does a task; `progress` is told the share that is done. */
  do<Kind extends Task["kind"]>(task: Task & { readonly kind: Kind }, progress: Progress): TaskResults[Kind];
  do(task: Task, progress: Progress): TaskResults[keyof TaskResults] {
    switch (task.kind) {
      case "run":
        return this.#run(progress);
      case "signals":
        return this.#signals(progress);
      case "look_ahead":
        return this.#lookAhead(progress);
      case "point":
        return this.#point(task.index, progress);
    }
  }

  #run(progress: Progress): BacktestReport {
    const { told, tape } = this.#hear(this.#plan.strategies, progress);
    const { assumptions, symbols } = this.#plan;
    const { days, digest, fromMs, untilMs } = this.#inputs;
    const books = tradeBooks(told, tape, assumptions);
    const trades = reportTrades(books);
    return {
      kind: "run",
      days: [...days],
      bars: tape.extent(symbols, fromMs, untilMs).bars,
      inputsDigest: digest,
      signalsDigest: digestOf(told),
      parts: reportParts(books),
      trades: trades.slice(0, BACKTEST_TRADES_MAX),
      tradesLeftOut: Math.max(0, trades.length - BACKTEST_TRADES_MAX),
      dailyR: reportDailyR(books, days),
    };
  }

  #signals(progress: Progress): TaskResults["signals"] {
    const { told, tape } = this.#hear(this.#plan.strategies, progress);
    const { fromMs, untilMs } = this.#inputs;
    return { signals: told, bars: tape.extent(this.#plan.symbols, fromMs, untilMs).bars };
  }

  #point(index: number, progress: Progress): SweepPoint {
    const { axes, strategies, assumptions } = this.#plan;
    const values = gridPoint(axes, index);
    const { told, tape } = this.#hear(
      strategies.map((strategy) => withParameters(strategy, values)),
      progress,
    );
    const choices = sweepChoices(
      values,
      strategies.map(({ id }) => id),
    );
    const books = tradeBooks(told, tape, assumptions, choices);
    const { count, totalR, expectancyR, winRate, drawdownR } = reportStatistics(books);
    return {
      index,
      values: { ...values },
      signals: books.reduce((sum, { signals }) => sum + signals.length, 0),
      trades: count,
      totalR,
      expectancyR,
      winRate,
      drawdownR: drawdownR.deepest,
      dailyR: reportDailyR(books, this.#inputs.days),
    };
  }

  #lookAhead(progress: Progress): LookAheadReport {
    const { symbols, strategies } = this.#plan;
    const { days, digest } = this.#inputs;
    const steps = analyseLookAhead({
      strategies: strategiesOf(strategies),
      symbols,
      minutes: standingMinutes(this.#inputs),
      days: days.map(tradingDay).filter((day) => day !== null),
      checksMax: CHECKS_MAX,
      warmUpChecksMax: WARM_UP_CHECKS_MAX,
    });
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) progress(step.value);
    const verdicts = step.value;
    const clean = verdicts.every((verdict) => verdict.clean);
    return { kind: "look_ahead", clean, days: [...days], inputsDigest: digest, verdicts };
  }

  #hear(strategies: readonly ActiveStrategy[], progress: Progress): SignalRun {
    const key = JSON.stringify(strategies);
    if (this.#heard?.key === key) return this.#heard.run;
    this.#heard = null;
    const { pieces, fromMs, untilMs } = this.#inputs;
    const { symbols } = this.#plan;
    const run = new SignalRun({ strategies: strategiesOf(strategies), symbols, fromMs, untilMs });
    pieces.forEach((piece, index) => {
      run.take(this.#newsOf(piece));
      progress((index + 1) / pieces.length);
    });
    this.#heard = { key, run };
    return run;
  }

  #newsOf(piece: PackedNews): readonly MinuteNews[] {
    const kept = this.#kept.get(piece);
    if (kept !== undefined) return kept;
    const news = unpackNews(piece);
    const rows = this.#inputs.pieces.reduce((sum, one) => sum + one.rows, 0);
    if (this.#plan.kind === "sweep" && rows <= KEPT_ROWS_MAX) this.#kept.set(piece, news);
    return news;
  }
}

/** The newest word about each minute, ascending. */
function standingMinutes({ pieces }: Inputs): ReadonlyMap<string, readonly MinuteFact[]> {
  const known = new Map<string, Map<number, MinuteFact>>();
  for (const piece of pieces) {
    for (const { symbol, minute } of unpackNews(piece)) {
      const minutes = known.get(symbol) ?? new Map<number, MinuteFact>();
      minutes.set(minute.startMs, minute);
      known.set(symbol, minutes);
    }
  }
  return new Map(
    [...known].map(([symbol, minutes]) => [
      symbol,
      [...minutes.values()].sort((a, b) => a.startMs - b.startMs),
    ]),
  );
}

/** SHA-256 over signals as JSON with sorted keys, a line each. */
function digestOf(signals: readonly Signal[]): string {
  const hash = createHash("sha256");
  for (const signal of signals) hash.update(`${canonicalSignal(signal)}\n`);
  return hash.digest("hex");
}

/** A signal as JSON with sorted keys: the same text wherever it was told or stored. */
export function canonicalSignal(signal: Signal): string {
  return JSON.stringify(signal, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
