import type { Direction, Timeframe, ToolInput, ToolName } from "@spotlight/contracts";
import { type LookedUp, lookUpOf } from "./looked-up.ts";

/** What a question is about. `help` is what is not understood. */
export type Topic =
  | LookedUp
  | "price"
  | "vwap"
  | "ema"
  | "regime"
  | "levels"
  | "proposal"
  | "why"
  | "primed"
  | "pattern"
  | "risk"
  | "size"
  | "session"
  | "rules"
  | "plan"
  | "watched"
  | "help";

/** A question as the built-in coach understands it. */
export interface Intent {
  readonly topic: Topic;
  /** Whom it is about; null when nobody is named and nothing is on the chart, or when nobody in particular is meant. */
  readonly symbol: string | null;
  /** What is looked up in writing; null where nothing is, or the newest is wanted. */
  readonly words: string | null;
  readonly timeframe: Timeframe | null;
  /** Numbers that were named with a word before them, as in `entry 580`. */
  readonly entry: number | null;
  readonly stop: number | null;
  readonly direction: Direction | null;
  /** Length of an average, bars. */
  readonly bars: number | null;
}

/** What a question is asked beside. */
export interface Asked {
  /** The symbols that are watched. */
  readonly symbols: readonly string[];
  /** The symbol on the chart; null when there is none. */
  readonly focus: string | null;
}

/** Words that name a topic. The first that fits counts, so what is narrower stands first. */
const TOPICS: readonly (readonly [Topic, RegExp])[] = [
  ["why", /\bwhy\b|\bexplain\b|\bwhat (triggered|made)\b|\breasons?\b/],
  ["size", /\bhow (many|much)\b.*\b(shares?|size|buy|risk on)\b|\b(size|risk box|shares)\b/],
  ["pattern", /\b(win rate|base rate|how often|statistics?|stats|pattern|expectancy|odds|track record)\b/],
  ["risk", /\b(risk|limits?|locked?|lockout|lose today|loss(es)?|am i (ok|fine|allowed))\b/],
  ["plan", /\b(plan|prepare|game ?plan|before i trade)\b/],
  ["primed", /\b(primed|close to|about to|setting up|watching for|near(ly)? fir)/],
  ["proposal", /\b(setups?|proposals?|propose|entry|enter|trade|buy|sell|long|short|callouts?|edge|idea)\b/],
  ["vwap", /\bvwap\b/],
  ["ema", /\b(ema|moving average|average)\b/],
  ["levels", /\b(levels?|highs?|lows?|support|resistance|prior day|yesterday|range)\b/],
  ["regime", /\b(regime|trend(ing)?|choppy|chop|ranging|calm|wild|volatil\w*)\b/],
  ["rules", /\b(rules?|strateg(y|ies)|in use)\b/],
  ["session", /\b(today|session|summary|summari[sz]e|how am i doing|day|recap|review)\b/],
  ["watched", /\b(watch(ed|ing|list)?|symbols)\b/],
  ["price", /\b(price|quote|trading at|last|where is|how is|what is|doing|now|at)\b/],
];

/** Characters of what is looked up. */
const WORDS_MAX = 500;

const TIMEFRAME = /\b(1|2|5|10|15|30)\s?-?(?:m|min(?:ute)?s?)\b|\b1\s?-?h(?:our)?\b|\b(?:daily|1d)\b/;
const NUMBER = String.raw`\$?(\d{1,6}(?:\.\d{1,4})?)`;

/** Understands a question by its words alone: the same words always mean the same. */
export function intentOf(question: string, asked: Asked): Intent {
  const words = question.normalize("NFKC").toLowerCase();
  const named = symbolIn(question, asked.symbols);
  const lookUp = lookUpOf(words);
  const [topic] =
    lookUp === null
      ? (TOPICS.find(([, pattern]) => pattern.test(words)) ?? ["help" as const])
      : [lookUp.topic];
  const entry = numberAfter(words, "(?:entry|enter|buy|sell|in at|from|at)");
  const stop = numberAfter(words, "(?:stop|out at|risk to)");
  return {
    topic: entry !== null && stop !== null ? "size" : topic === "help" && named !== null ? "price" : topic,
    symbol: lookUp === null ? (named ?? asked.focus) : named,
    words: lookUp?.words ?? null,
    timeframe: timeframeIn(words),
    entry,
    stop,
    direction: /\b(short|sell)\b/.test(words) ? "short" : /\b(long|buy)\b/.test(words) ? "long" : null,
    bars: numberAfter(words, "(?:ema|average)"),
  };
}

/** One question to a tool. */
export interface ToolCall<Name extends ToolName = ToolName> {
  readonly tool: Name;
  readonly input: ToolInput<Name>;
}

/** The tools that an intent needs, risk first: a trade is never spoken of without the limits. */
export function callsFor(intent: Intent): readonly ToolCall[] {
  const { topic, symbol, words } = intent;
  if (topic === "help") return [];
  if (topic === "journal") return [{ tool: "get_recent_journal", input: withSymbol(symbol, { limit: 1 }) }];
  if (words !== null) return lookingUp(topic, words.slice(0, WORDS_MAX));
  if (topic === "watched") return [{ tool: "list_watched", input: {} }];
  if (topic === "rules") return [{ tool: "get_active_rules", input: {} }];
  if (topic === "session" || topic === "risk") return [{ tool: "summarize_session", input: {} }];
  if (topic === "why") return [{ tool: "get_recent_callouts", input: withSymbol(symbol, { limit: 1 }) }];
  if (symbol === null) return [];
  return callsOn(intent, symbol);
}

function lookingUp(topic: Topic, words: string): readonly ToolCall[] {
  if (topic === "word") return [{ tool: "search_glossary", input: { words } }];
  return topic === "setup"
    ? [{ tool: "search_playbook", input: { words } }]
    : [{ tool: "get_memory", input: { words } }];
}

function callsOn(intent: Intent, symbol: string): readonly ToolCall[] {
  const { topic, bars, timeframe, entry, stop } = intent;
  const limits: ToolCall = { tool: "summarize_session", input: {} };
  switch (topic) {
    case "vwap":
      return [{ tool: "get_last_vwap", input: { symbol } }];
    case "ema":
      return [
        {
          tool: "get_last_ema",
          input: { symbol, ...(bars === null ? {} : { bars }), ...(timeframe === null ? {} : { timeframe }) },
        },
      ];
    case "regime":
      return [{ tool: "get_market_regime", input: { symbol } }];
    case "levels":
      return [{ tool: "get_chart_snapshot", input: { symbol, bars: 1 } }];
    case "primed":
      return [{ tool: "evaluate_rules", input: { symbol } }];
    case "pattern":
      return [{ tool: "get_pattern_summary", input: { symbol } }];
    case "proposal":
      return [limits, { tool: "propose_callout", input: { symbol } }];
    case "plan":
      return [limits, { tool: "generate_trade_plan", input: { symbol } }];
    case "size":
      if (entry === null || stop === null) return [limits, { tool: "propose_callout", input: { symbol } }];
      return [
        limits,
        {
          tool: "get_recommended_risk_box",
          input: { symbol, entry, stop, direction: wayOf(intent, entry, stop) },
        },
      ];
    default:
      return [{ tool: "get_last_price", input: { symbol } }];
  }
}

function wayOf({ direction }: Intent, entry: number, stop: number): Direction {
  return direction ?? (stop < entry ? "long" : "short");
}

function withSymbol<More extends object>(symbol: string | null, more: More): More & { symbol?: string } {
  return symbol === null ? more : { ...more, symbol };
}

/** A watched symbol that is named: in capitals, or in small letters where it is no ordinary word. */
function symbolIn(question: string, symbols: readonly string[]): string | null {
  const tokens = question.split(/[^A-Za-z0-9.-]+/).map((token) => token.replace(/[.-]+$/, ""));
  const exact = tokens.find((token) => symbols.includes(token));
  if (exact !== undefined) return exact;
  const loose = tokens
    .map((token) => token.toUpperCase())
    .find((token) => token.length > 2 && symbols.includes(token));
  return loose ?? null;
}

function timeframeIn(words: string): Timeframe | null {
  const [found, minutes] = TIMEFRAME.exec(words) ?? [];
  if (found === undefined) return null;
  if (minutes !== undefined) return `${minutes}m` as Timeframe;
  return found.includes("h") ? "1h" : "1d";
}

function numberAfter(words: string, word: string): number | null {
  const found = new RegExp(
    String.raw`\b${word}(?:\s+(?:at|of|is|price))?[\s:=]*${NUMBER}(?!\s*-?\s*m(?:in)?\b)`,
  ).exec(words);
  const value = Number(found?.[1] ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : null;
}
