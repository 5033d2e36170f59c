import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { MINUTE_MS, TIMEFRAME_MS } from "@spotlight/market";
import type { BuiltinName } from "../language/builtins.ts";
import type { Expression } from "../language/syntax.ts";

/** How many bars of a series an expression needs before nothing in it is unknown for want of them. */
export interface SeriesNeed {
  /** Null for the rule's own symbol. */
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  /** Bars of this series before the first one that is judged. Recursive averages have forgotten their start by then. */
  readonly warmUpBars: number;
}

/** Weights of a recursive average fall under 0.04 % of the first after so many periods, of Wilder's after so many. */
const EMA_PERIODS = 4;
const WILDER_PERIODS = 8;
const SESSION_MINUTES: Readonly<Record<SessionKind, number>> = { rth: 390, rth_ext: 960 };

/** The series that a rule reads, its own first, and how much of each. */
export class Needs {
  readonly #session: SessionKind;
  readonly #own: Timeframe;
  readonly #needs = new Map<string, SeriesNeed>();

  constructor(timeframe: Timeframe, session: SessionKind) {
    this.#own = timeframe;
    this.#session = session;
    this.#note(null, timeframe, 1);
  }

  /** Everything that was noted. */
  list(): SeriesNeed[] {
    return [...this.#needs.values()];
  }

  /** Notes what a resolved expression reads, on the rule's own series. */
  add(expression: Expression): void {
    this.#visit(expression, null, this.#own, 0);
  }

  #visit(expression: Expression, symbol: string | null, timeframe: Timeframe, back: number): void {
    const visit = (part: Expression, more = 0): void => this.#visit(part, symbol, timeframe, back + more);
    switch (expression.kind) {
      case "anchored": {
        const days = expression.anchor.kind === "prior open" ? 2 : 1;
        this.#note(symbol, timeframe, back + days * this.#barsInDay(timeframe));
        break;
      }
      case "name": {
        const [first, second] = expression.inputs ?? [];
        const isWindow = first !== undefined && second !== undefined && WINDOWED.has(expression.name);
        if (isWindow) visit(first, numberOf(second) - 1);
        else for (const input of expression.inputs ?? []) visit(input);
        this.#note(symbol, timeframe, back + this.#barsOf(expression, timeframe));
        break;
      }
      case "negative":
      case "not":
        visit(expression.operand);
        break;
      case "offset":
        visit(expression.operand, expression.bars);
        break;
      case "binary": {
        const more = expression.operator.startsWith("crosses") ? 1 : 0;
        visit(expression.left, more);
        visit(expression.right, more);
        break;
      }
      case "between":
        for (const part of [expression.subject, expression.low, expression.high]) visit(part);
        break;
      case "elsewhere": {
        const there = expression.timeframe ?? this.#own;
        this.#note(expression.symbol, there, 1);
        const ratio = TIMEFRAME_MS[timeframe] / TIMEFRAME_MS[there];
        this.#visit(expression.operand, expression.symbol, there, Math.ceil(back * ratio));
        break;
      }
      case "number":
      case "time":
        break;
    }
  }

  #note(symbol: string | null, timeframe: Timeframe, warmUpBars: number): void {
    const key = `${symbol ?? ""} ${timeframe}`;
    const known = this.#needs.get(key)?.warmUpBars ?? 0;
    const session = this.#session;
    this.#needs.set(key, { symbol, timeframe, session, warmUpBars: Math.max(known, warmUpBars) });
  }

  #barsInDay(timeframe: Timeframe): number {
    if (timeframe === "1d") return 1;
    return Math.ceil((SESSION_MINUTES[this.#session] * MINUTE_MS) / TIMEFRAME_MS[timeframe]);
  }

  #barsOf({ name, inputs }: Extract<Expression, { kind: "name" }>, timeframe: Timeframe): number {
    const [first = 0, second = 0, third = 0] = (inputs ?? []).map(numberOf);
    const day = this.#barsInDay(timeframe);
    switch (name as BuiltinName) {
      case "ema":
        return EMA_PERIODS * first;
      case "rsi":
      case "atr":
        return WILDER_PERIODS * first + 1;
      case "macd":
      case "macd_signal":
      case "macd_histogram":
        return EMA_PERIODS * (second + third);
      case "sma":
      case "average_volume":
      case "bollinger_lower":
      case "bollinger_middle":
      case "bollinger_upper":
        return first;
      case "relative_volume":
      case "volume_zscore":
        return (first + 1) * day;
      case "prior_open":
      case "prior_high":
      case "prior_low":
      case "prior_close":
        return 2 * day;
      case "vwap":
      case "session_open":
      case "session_high":
      case "session_low":
      case "opening_range_high":
      case "opening_range_low":
      case "bars_today":
        return day;
      default:
        return 1;
    }
  }
}

const WINDOWED: ReadonlySet<string> = new Set(["highest", "lowest", "avg", "sum", "count"]);

function numberOf(expression: Expression): number {
  return expression.kind === "number" ? expression.value : 0;
}
