import type { SessionKind, Timeframe } from "@spotlight/contracts";
import {
  type MarketBar,
  minuteOfDay,
  newYorkTimeMs,
  previousTradingDay,
  sessionAt,
  sessionSpan,
  type TradingDay,
  tradingDayAt,
} from "@spotlight/market";
import { BUILTINS, type BuiltinInput, type BuiltinName } from "../language/builtins.ts";
import type { AnchorPlace } from "../series/anchored-column.ts";
import type { Expression } from "../language/syntax.ts";
import { REFERENCE_INDICATORS, vwapOf } from "./reference-indicators.ts";

/** The bars of one series, and until when it is known. */
export interface ReferenceSeries {
  readonly bars: readonly MarketBar[];
  readonly finishedMs: number;
}

/** What an expression may use. */
export interface ReferenceScope {
  readonly session: SessionKind;
  readonly definitions: ReadonlyMap<string, Expression>;
  readonly parameters: ReadonlyMap<string, number>;
  readonly find: (symbol: string | null, timeframe: Timeframe | null) => ReferenceSeries;
}

/** A value at a bar: a number (a time is its minute), or whether a condition holds; null is unknown. */
export type ReferenceValue = number | boolean | null;

/**
 * The meaning of expressions, written down as plainly as it is said: the tree is walked for each bar and everything is
 * computed again from the bars up to it. It shares the syntax tree with the compiler, and nothing else.
 */
export class Reference {
  readonly #scope: ReferenceScope;

  constructor(scope: ReferenceScope) {
    this.#scope = scope;
  }

  /** The value of an expression at the bar of an index. */
  at(expression: Expression, series: ReferenceSeries, index: number): ReferenceValue {
    if (index < 0) return null;
    const value = (part: Expression): ReferenceValue => this.at(part, series, index);
    switch (expression.kind) {
      case "number":
        return expression.value;
      case "time":
        return expression.minute;
      case "anchored":
        return known(this.#anchored(expression.anchor, series.bars.slice(0, index + 1)));
      case "name":
        return this.#name(expression, series, index);
      case "negative": {
        const operand = value(expression.operand);
        return typeof operand === "number" ? -operand : null;
      }
      case "not": {
        const operand = value(expression.operand);
        return operand === null ? null : !(operand as boolean);
      }
      case "offset":
        return this.#offset(expression.operand, expression.bars, series, index);
      case "between": {
        const low = compare(">=", value(expression.subject), value(expression.low));
        return and(low, compare("<=", value(expression.subject), value(expression.high)));
      }
      case "elsewhere":
        return this.#elsewhere(expression, series, index, 0);
      case "binary":
        return this.#binary(expression, series, index);
    }
  }

  #binary(
    { operator, left, right }: Extract<Expression, { kind: "binary" }>,
    series: ReferenceSeries,
    index: number,
  ): ReferenceValue {
    const [a, b] = [this.at(left, series, index), this.at(right, series, index)];
    if (operator === "and") return and(a, b);
    if (operator === "or") return not(and(not(a), not(b)));
    if (operator === "crosses above" || operator === "crosses below") {
      const before = [this.at(left, series, index - 1), this.at(right, series, index - 1)] as const;
      const above = operator === "crosses above";
      return and(compare(above ? ">" : "<", a, b), compare(above ? "<=" : ">=", ...before));
    }
    if (!"+-*/".includes(operator)) return compare(operator, a, b);
    if (typeof a !== "number" || typeof b !== "number") return null;
    if (operator === "+") return known(a + b);
    if (operator === "-") return known(a - b);
    if (operator === "*") return known(a * b);
    return b === 0 ? null : known(a / b);
  }

  /** An offset behind another series counts the bars of that one. */
  #offset(operand: Expression, bars: number, series: ReferenceSeries, index: number): ReferenceValue {
    if (this.#isWrittenOut(operand)) return this.at(operand, series, index);
    if (operand.kind === "offset") return this.#offset(operand.operand, operand.bars + bars, series, index);
    if (operand.kind === "elsewhere") return this.#elsewhere(operand, series, index, bars);
    const definition = operand.kind === "name" ? this.#scope.definitions.get(operand.name) : undefined;
    if (definition !== undefined) return this.#offset(definition, bars, series, index);
    return this.at(operand, series, index - bars);
  }

  /** A number with its sign, or a parameter: the same at every bar, also before the first. */
  #isWrittenOut(expression: Expression): boolean {
    if (expression.kind === "negative") return this.#isWrittenOut(expression.operand);
    if (expression.kind === "name") return this.#scope.parameters.has(expression.name);
    return expression.kind === "number" || expression.kind === "time";
  }

  #elsewhere(
    { operand, symbol, timeframe }: Extract<Expression, { kind: "elsewhere" }>,
    series: ReferenceSeries,
    index: number,
    back: number,
  ): ReferenceValue {
    const endMs = series.bars[index]?.endMs ?? Number.NaN;
    const other = this.#scope.find(symbol, timeframe);
    if (other.finishedMs < endMs) return null;
    const closed = other.bars.filter((bar) => bar.state !== "forming" && bar.endMs <= endMs);
    return back === 0
      ? this.at(operand, other, closed.length - 1)
      : closed.length === 0
        ? null
        : this.#offset(operand, back, other, closed.length - 1);
  }

  #name(
    { name, inputs }: Extract<Expression, { kind: "name" }>,
    series: ReferenceSeries,
    index: number,
  ): ReferenceValue {
    const parameter = this.#scope.parameters.get(name);
    if (parameter !== undefined) return parameter;
    const definition = this.#scope.definitions.get(name);
    if (definition !== undefined) return this.at(definition, series, index);
    const wanted: readonly BuiltinInput[] = BUILTINS[name as BuiltinName].inputs;
    const given = inputs ?? [];
    const numbers = wanted.map((input, place) => {
      const part = given[place];
      if (part === undefined) return input.default ?? Number.NaN;
      return input.kind === "period" || input.kind === "factor"
        ? Number(this.at(part, series, index))
        : Number.NaN;
    });
    const [first, second] = given;
    if (first !== undefined && ["highest", "lowest", "avg", "sum", "count"].includes(name))
      return this.#window(name, first, numbers[1] ?? Number.NaN, series, index);
    if (first !== undefined && ["abs", "min", "max"].includes(name)) {
      const values = [first, second ?? first].map((part) => this.at(part, series, index));
      if (values.some((each) => typeof each !== "number")) return null;
      const [a, b] = values as [number, number];
      if (name === "abs") return Math.abs(a);
      return name === "min" ? Math.min(a, b) : Math.max(a, b);
    }
    return this.#word(name, numbers, series.bars.slice(0, index + 1));
  }

  #window(
    name: string,
    part: Expression,
    size: number,
    series: ReferenceSeries,
    index: number,
  ): ReferenceValue {
    if (index - size + 1 < 0) return null;
    const values: number[] = [];
    for (let place = index - size + 1; place <= index; place += 1) {
      const value = this.at(part, series, place);
      if (value === null) return null;
      values.push(Number(value));
    }
    if (name === "highest") return Math.max(...values);
    if (name === "lowest") return Math.min(...values);
    const sum = values.reduce((total, each) => total + each, 0);
    return known(name === "avg" ? sum / size : sum);
  }

  #word(name: string, numbers: readonly number[], bars: readonly MarketBar[]): ReferenceValue {
    const bar = bars.at(-1);
    if (bar === undefined) return null;
    const day = dayOf(bar);
    const indicator = REFERENCE_INDICATORS[name];
    if (indicator !== undefined) return known(indicator(bars, numbers));
    switch (name) {
      case "open":
      case "high":
      case "low":
      case "close":
      case "volume":
        return bar[name];
      case "trades":
        return bar.tradeCount;
      case "bar_vwap":
        return bar.vwap;
      case "range":
        return bar.high - bar.low;
      case "time":
        return minuteOfDay(bar.endMs);
      case "minutes_since_open":
        return (bar.endMs - day.openMs) / 60_000;
      case "minutes_to_close":
        return (day.closeMs - bar.endMs) / 60_000;
      case "premarket":
        return sessionAt(bar.startMs) === "pre";
      case "regular_hours":
        return sessionAt(bar.startMs) === "regular";
      case "after_hours":
        return sessionAt(bar.startMs) === "post";
      default:
        return this.#ofDay(name, numbers, bars, day);
    }
  }

  #ofDay(
    name: string,
    [minutes = 0]: readonly number[],
    bars: readonly MarketBar[],
    day: TradingDay,
  ): ReferenceValue {
    const today = bars.filter((bar) => dayOf(bar).day === day.day);
    const [, kind = "", what = ""] = /^(prior|session|opening_range|bars)_(\w+)$/.exec(name) ?? [];
    if (kind === "opening_range") return openingRange(what, minutes, bars, day);
    const chosen = kind === "prior" ? regularBefore(bars, day) : today;
    if (kind !== "prior" && !seen(bars, day, sessionSpan(day, this.#scope.session).startMs)) return null;
    if (kind === "bars") return today.length;
    if (chosen.length === 0) return null;
    if (what === "open") return chosen[0]?.open ?? null;
    if (what === "close") return chosen.at(-1)?.close ?? null;
    return what === "high"
      ? Math.max(...chosen.map((bar) => bar.high))
      : Math.min(...chosen.map((bar) => bar.low));
  }

  #anchored(anchor: AnchorPlace, bars: readonly MarketBar[]): number {
    const bar = bars.at(-1);
    if (bar === undefined) return Number.NaN;
    const day = dayOf(bar);
    const from = anchor.kind === "prior open" ? previousTradingDay(day.day) : day;
    const fromMs = anchor.kind === "time" ? newYorkTimeMs(day.day, anchor.minute * 60_000) : from.openMs;
    if (!seen(bars, from, fromMs) || !bars.some((each) => dayOf(each).day === from.day)) return Number.NaN;
    return vwapOf(bars.filter((each) => each.startMs >= fromMs));
  }
}

function dayOf(bar: MarketBar): TradingDay {
  const day = tradingDayAt(bar.startMs);
  if (day === null) throw new Error("a bar lies in a trading day");
  return day;
}

/** Whether the bars begin before a day, or with it at a time or earlier. */
function seen(bars: readonly MarketBar[], day: TradingDay, ms: number): boolean {
  const [first] = bars;
  return first !== undefined && (dayOf(first).day < day.day || first.startMs <= ms);
}

function regularBefore(bars: readonly MarketBar[], day: TradingDay): MarketBar[] {
  const before = previousTradingDay(day.day);
  if (!seen(bars, before, before.openMs)) return [];
  return bars.filter((bar) => bar.startMs >= before.openMs && bar.startMs < before.closeMs);
}

function openingRange(
  what: string,
  minutes: number,
  bars: readonly MarketBar[],
  day: TradingDay,
): number | null {
  const bar = bars.at(-1);
  const overMs = day.openMs + minutes * 60_000;
  if (bar === undefined || bar.endMs < overMs || bar.startMs >= day.closeMs) return null;
  if (!seen(bars, day, day.openMs)) return null;
  const range = bars.filter((each) => each.startMs >= day.openMs && each.endMs <= overMs);
  if (range.length === 0) return null;
  return what === "high"
    ? Math.max(...range.map((each) => each.high))
    : Math.min(...range.map((each) => each.low));
}

function known(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

function and(a: ReferenceValue, b: ReferenceValue): boolean | null {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : null;
}

function not(value: ReferenceValue): boolean | null {
  return value === null ? null : value !== true;
}

function compare(operator: string, a: ReferenceValue, b: ReferenceValue): boolean | null {
  if (typeof a !== "number" || typeof b !== "number") return null;
  if (operator === ">") return a > b;
  if (operator === ">=") return a >= b;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === "==" ? a === b : a !== b;
}
