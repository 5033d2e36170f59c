import { BUILTINS, UNITS } from "./builtins.ts";

/** Words that begin a statement, with what the statement says and how it is written. */
export const STATEMENTS = {
  language: { form: "language 1", summary: "Version of the language." },
  rule: { form: 'rule "Name"', summary: "Name of the rule." },
  long: { form: "long", summary: "The rule proposes to buy." },
  short: { form: "short", summary: "The rule proposes to sell short." },
  on: { form: "on 1m", summary: "Timeframe of the bars that it judges; 1m when left out." },
  session: {
    form: "session rth",
    summary: "Regular session (rth, the default) or extended hours too (rth_ext).",
  },
  evaluate: {
    form: "evaluate on close",
    summary:
      "When it judges: at the close of each bar (the default), or `evaluate intrabar`, at each finished minute of the bar that is forming.",
  },
  param: {
    form: "param fast = 9 from 5 to 20 step 1",
    summary: "A number that can be set from outside, within its range.",
  },
  let: { form: "let trend = ema(20) on 5m", summary: "A name for an expression." },
  when: { form: "when close > vwap and rsi(14) < 70", summary: "The condition under which it fires." },
  stop: { form: "stop lowest(low, 5) - 0.02", summary: "Price at which the idea is wrong." },
  target: { form: "target 1.5 R, 3 R", summary: "One or two targets: multiples of the risk, or prices." },
  cooldown: {
    form: "cooldown 15 minutes",
    summary: "How long it stays silent after it fired, in minutes or bars.",
  },
  expires: { form: "expires after 5 bars", summary: "How long its callout stands." },
  hold: { form: "hold 45 minutes", summary: "How long a trade of it is expected to last." },
  grade: { form: "grade A when relative_volume > 2", summary: "What makes it an A or a B; a C otherwise." },
  because: {
    form: 'because "relative volume" relative_volume',
    summary: "Up to five reasons with their numbers; the sides of its comparisons when left out.",
  },
} as const satisfies Readonly<Record<string, { readonly form: string; readonly summary: string }>>;

/** A word that begins a statement. */
export type StatementWord = keyof typeof STATEMENTS;

/** Words with a meaning inside statements. */
export const INNER_WORDS = [
  "and",
  "or",
  "not",
  "crosses",
  "above",
  "below",
  "between",
  "of",
  "from",
  "to",
  "step",
  "after",
  "prior",
  "intrabar",
  "rth",
  "rth_ext",
  "minutes",
  "bars",
  "R",
  "A",
  "B",
] as const;

/** Whether a word begins a statement. */
export function isStatementWord(word: string): word is StatementWord {
  return Object.hasOwn(STATEMENTS, word);
}

/** Whether a word has a meaning already, so that nobody may give it another. */
export function isReserved(word: string): boolean {
  return (
    isStatementWord(word) ||
    Object.hasOwn(BUILTINS, word) ||
    (INNER_WORDS as readonly string[]).includes(word) ||
    (UNITS as readonly string[]).includes(word)
  );
}
