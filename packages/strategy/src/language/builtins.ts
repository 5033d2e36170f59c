/** What a number counts. A plain number goes with everything; two others do not mix in sums and comparisons. */
export const UNITS = [
  "dollars",
  "shares",
  "trades",
  "points",
  "times",
  "deviations",
  "minutes",
  "bars",
  "number",
] as const;
/** One of {@link UNITS}. */
export type Unit = (typeof UNITS)[number];

/** What an expression is: a number of a unit, a condition that holds or not, or a time of the New York day. */
export type ValueType = Unit | "condition" | "time";

/**
 * An input of a built-in word. `value` and `condition` are any expression. `period` (whole, bars or days or minutes) and
 * `factor` (a number above 0) are written out or a parameter.
 */
export interface BuiltinInput {
  readonly name: string;
  readonly kind: "value" | "condition" | "period" | "factor";
  /** What it is when it is left out; absent when it must be given. Only the last inputs may be left out. */
  readonly default?: number;
  /** Least value of a period. */
  readonly least?: number;
}

/** A word that the language knows: everything the checker, completion, highlighting and the reference page say of it. */
export interface Builtin {
  readonly group: "bar" | "window" | "indicator" | "volume" | "day" | "time" | "arithmetic";
  readonly inputs: readonly BuiltinInput[];
  /** What it gives; `same` is the unit of its first input. */
  readonly unit: ValueType | "same";
  readonly summary: string;
  readonly example: string;
}

const LENGTH: BuiltinInput = { name: "bars", kind: "period" };
const DAYS: BuiltinInput = { name: "days", kind: "period", default: 20, least: 5 };
const RANGE_MINUTES: BuiltinInput = { name: "minutes", kind: "period", default: 15 };
const MACD_INPUTS: readonly BuiltinInput[] = [
  { name: "fast", kind: "period", default: 12 },
  { name: "slow", kind: "period", default: 26 },
  { name: "signal", kind: "period", default: 9 },
];
const BAND_INPUTS: readonly BuiltinInput[] = [
  { name: "bars", kind: "period", default: 20, least: 2 },
  { name: "width", kind: "factor", default: 2 },
];
const OVER_VALUE: readonly BuiltinInput[] = [{ name: "value", kind: "value" }, LENGTH];
const TWO_VALUES: readonly BuiltinInput[] = [
  { name: "a", kind: "value" },
  { name: "b", kind: "value" },
];

function word(
  group: Builtin["group"],
  unit: Builtin["unit"],
  inputs: readonly BuiltinInput[],
  summary: string,
  example: string,
): Builtin {
  return { group, unit, inputs, summary, example };
}

/** Every built-in word by its name. */
export const BUILTINS = {
  open: word("bar", "dollars", [], "First price of the bar.", "close > open"),
  high: word("bar", "dollars", [], "Highest price of the bar.", "high > high[1]"),
  low: word("bar", "dollars", [], "Lowest price of the bar.", "stop low - 0.02"),
  close: word("bar", "dollars", [], "Last price of the bar.", "close > close[1]"),
  volume: word("bar", "shares", [], "Shares traded in the bar.", "volume > 2 * average_volume(20)"),
  trades: word("bar", "trades", [], "Number of trades in the bar.", "trades > 100"),
  bar_vwap: word(
    "bar",
    "dollars",
    [],
    "Volume-weighted average price of the bar alone; unknown where no source gave it.",
    "close > bar_vwap",
  ),
  range: word("bar", "dollars", [], "High less low of the bar.", "range > 1.5 * atr(14)"),
  highest: word(
    "window",
    "same",
    OVER_VALUE,
    "Highest of a value over the last bars, the present one included.",
    "close > highest(high, 20)[1]",
  ),
  lowest: word(
    "window",
    "same",
    OVER_VALUE,
    "Lowest of a value over the last bars, the present one included.",
    "stop lowest(low, 5) - 0.02",
  ),
  avg: word(
    "window",
    "same",
    OVER_VALUE,
    "Mean of a value over the last bars.",
    "range > 2 * avg(range, 20)",
  ),
  sum: word("window", "same", OVER_VALUE, "Sum of a value over the last bars.", "sum(volume, 5) > 100000"),
  count: word(
    "window",
    "number",
    [{ name: "condition", kind: "condition" }, LENGTH],
    "In how many of the last bars a condition held.",
    "count(close > open, 5) >= 4",
  ),
  ema: word(
    "indicator",
    "dollars",
    [LENGTH],
    "Exponential moving average of the close.",
    "close crosses above ema(20)",
  ),
  sma: word("indicator", "dollars", [LENGTH], "Simple moving average of the close.", "close > sma(50)"),
  rsi: word(
    "indicator",
    "points",
    [{ name: "bars", kind: "period", default: 14 }],
    "Relative strength index of Wilder, 0 to 100.",
    "rsi(14) < 30",
  ),
  atr: word(
    "indicator",
    "dollars",
    [{ name: "bars", kind: "period", default: 14 }],
    "Average true range of Wilder.",
    "stop close - 1.5 * atr(14)",
  ),
  macd: word("indicator", "dollars", MACD_INPUTS, "Fast less slow average of the close.", "macd > 0"),
  macd_signal: word(
    "indicator",
    "dollars",
    MACD_INPUTS,
    "Signal line: the average of the MACD.",
    "macd crosses above macd_signal",
  ),
  macd_histogram: word(
    "indicator",
    "dollars",
    MACD_INPUTS,
    "MACD less its signal line.",
    "macd_histogram > macd_histogram[1]",
  ),
  bollinger_upper: word(
    "indicator",
    "dollars",
    BAND_INPUTS,
    "Upper Bollinger band: the simple average and so many deviations.",
    "close > bollinger_upper(20, 2)",
  ),
  bollinger_middle: word(
    "indicator",
    "dollars",
    BAND_INPUTS,
    "Middle Bollinger band: the simple average.",
    "close > bollinger_middle",
  ),
  bollinger_lower: word(
    "indicator",
    "dollars",
    BAND_INPUTS,
    "Lower Bollinger band: the simple average less so many deviations.",
    "close crosses above bollinger_lower(20, 2)",
  ),
  vwap: word(
    "indicator",
    "dollars",
    [],
    "Volume-weighted average price since the start of the session. `vwap from 10:00`, `vwap from open` and `vwap from prior open` begin elsewhere and are unknown before.",
    "close crosses above vwap",
  ),
  average_volume: word(
    "volume",
    "shares",
    [LENGTH],
    "Mean volume of the last bars.",
    "volume > average_volume(20)",
  ),
  relative_volume: word(
    "volume",
    "times",
    [DAYS],
    "Volume of the bar over the mean volume of the same minute on so many past days (at least five). 1 is usual.",
    "relative_volume > 1.5",
  ),
  volume_zscore: word(
    "volume",
    "deviations",
    [DAYS],
    "Standard deviations of the bar's volume above the mean of the same minute on past days (at least five).",
    "volume_zscore > 2",
  ),
  prior_open: word(
    "day",
    "dollars",
    [],
    "First price of the regular session of the day before.",
    "open > prior_open",
  ),
  prior_high: word(
    "day",
    "dollars",
    [],
    "Highest price of the regular session of the day before.",
    "close crosses above prior_high",
  ),
  prior_low: word(
    "day",
    "dollars",
    [],
    "Lowest price of the regular session of the day before.",
    "close crosses below prior_low",
  ),
  prior_close: word(
    "day",
    "dollars",
    [],
    "Last price of the regular session of the day before.",
    "session_open > prior_close",
  ),
  session_open: word("day", "dollars", [], "First price of today's session.", "close > session_open"),
  session_high: word(
    "day",
    "dollars",
    [],
    "Highest price of today's session so far, the present bar included.",
    "close > session_high[1]",
  ),
  session_low: word(
    "day",
    "dollars",
    [],
    "Lowest price of today's session so far, the present bar included.",
    "close < session_low[1]",
  ),
  opening_range_high: word(
    "day",
    "dollars",
    [RANGE_MINUTES],
    "Highest price of the first minutes after 09:30; unknown until they are over.",
    "close crosses above opening_range_high(15)",
  ),
  opening_range_low: word(
    "day",
    "dollars",
    [RANGE_MINUTES],
    "Lowest price of the first minutes after 09:30; unknown until they are over.",
    "stop opening_range_low(15)",
  ),
  bars_today: word(
    "time",
    "bars",
    [],
    "Number of the bar in today's session, 1 for the first.",
    "bars_today > 5",
  ),
  time: word(
    "time",
    "time",
    [],
    "New York time at the end of the bar, when the rule is judged.",
    "time between 09:45 and 15:30",
  ),
  minutes_since_open: word(
    "time",
    "minutes",
    [],
    "Minutes from 09:30 to the end of the bar; below 0 before the open.",
    "minutes_since_open > 30",
  ),
  minutes_to_close: word(
    "time",
    "minutes",
    [],
    "Minutes from the end of the bar to the close of the regular session, half days included.",
    "minutes_to_close > 15",
  ),
  premarket: word("time", "condition", [], "Holds for bars that start before 09:30.", "not premarket"),
  regular_hours: word(
    "time",
    "condition",
    [],
    "Holds for bars that start within the regular session.",
    "regular_hours and close > vwap",
  ),
  after_hours: word(
    "time",
    "condition",
    [],
    "Holds for bars that start after the regular close.",
    "not after_hours",
  ),
  abs: word(
    "arithmetic",
    "same",
    [{ name: "value", kind: "value" }],
    "The value without its sign.",
    "abs(close - vwap) < 0.10",
  ),
  min: word("arithmetic", "same", TWO_VALUES, "The lesser of two values.", "stop min(low, vwap) - 0.01"),
  max: word("arithmetic", "same", TWO_VALUES, "The greater of two values.", "stop max(high, vwap) + 0.01"),
} as const satisfies Readonly<Record<string, Builtin>>;

/** The name of a built-in word. */
export type BuiltinName = keyof typeof BUILTINS;

/** The built-in word of a name, or undefined. */
export function builtin(name: string): Builtin | undefined {
  return Object.hasOwn(BUILTINS, name) ? BUILTINS[name as BuiltinName] : undefined;
}

/** How a word is written, with what may be left out and what is then taken: `rsi(bars = 14)`. */
export function signature(name: BuiltinName): string {
  const inputs: readonly BuiltinInput[] = BUILTINS[name].inputs;
  if (inputs.length === 0) return name;
  const written = inputs.map((input) =>
    input.default === undefined ? input.name : `${input.name} = ${input.default}`,
  );
  return `${name}(${written.join(", ")})`;
}

/** A word as the reference page, completion and the editor show it. */
export interface BuiltinView {
  readonly name: BuiltinName;
  readonly signature: string;
  readonly group: Builtin["group"];
  readonly unit: Builtin["unit"];
  readonly summary: string;
  readonly example: string;
}

/** Every built-in word, in the order of the reference page. */
export function describeBuiltins(): BuiltinView[] {
  return (Object.keys(BUILTINS) as BuiltinName[]).map((name) => {
    const { group, unit, summary, example } = BUILTINS[name];
    return { name, signature: signature(name), group, unit, summary, example };
  });
}
