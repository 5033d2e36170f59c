import {
  type Callout,
  type PatternSummary,
  type RiskState,
  TOOLS,
  type ToolAnswer,
  type ToolData,
  type ToolName,
} from "@spotlight/contracts";
import { SETUPS } from "@spotlight/strategy";
import { why } from "./explain/signal.ts";
import type { Intent, Topic } from "./intents.ts";
import { tellJournal, tellMemory, tellPage } from "./quoted.ts";
import { sayTime, sayValue } from "./say.ts";

/** Sessions whose statistics are said. */
const SESSIONS_SAID = 20;

const HELP =
  "Ask for a price, VWAP, an average, levels, the regime, a setup, why it fired, how such setups went, your limits, a size, the day so far, what a word means, the playbook, your journal, or what is remembered.";

/** What tools found, by name; the first answer of each counts. */
class Findings {
  readonly #answers: readonly ToolAnswer[];

  constructor(answers: readonly ToolAnswer[]) {
    this.#answers = answers;
  }

  /** What a tool returned; null when it was not asked or refused. */
  of<Name extends ToolName>(name: Name): ToolData<Name> | null {
    const found = this.#answers.find(({ tool, ok }) => ok && tool === name);
    if (found?.ok !== true) return null;
    return TOOLS[name].output.parse(found.data) as ToolData<Name>;
  }

  /** Why tools did not answer, in their own sentences. */
  get refusals(): readonly string[] {
    return this.#answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.message]));
  }
}

type Teller = (findings: Findings, symbol: string, words: string) => readonly string[];

const TELLERS: Readonly<Record<Exclude<Topic, "help">, Teller>> = {
  price: tellPrice,
  vwap: tellVwap,
  ema: tellEma,
  regime: tellRegime,
  levels: tellLevels,
  proposal: tellProposal,
  why: tellWhy,
  primed: tellPrimed,
  pattern: tellPattern,
  risk: tellRisk,
  size: tellSize,
  session: tellSession,
  rules: tellRules,
  plan: tellPlan,
  watched: tellWatched,
  word: (findings, _, words) => tellPage(findings.of("search_glossary")?.hits, words, "glossary"),
  setup: (findings, _, words) => tellPage(findings.of("search_playbook")?.hits, words, "playbook"),
  journal: (findings) => tellJournal(findings.of("get_recent_journal")?.entries),
  memory: (findings) => tellMemory(findings.of("get_memory")?.hits),
};

/**
 * The built-in coach's answer, a sentence each: what the limits say first when they are not green, then what the tools
 * found, then what they could not say and why. The same findings always make the same words.
 */
export function proseOf({ topic, symbol, words }: Intent, answers: readonly ToolAnswer[]): readonly string[] {
  if (topic === "help") return [HELP];
  if (answers.length === 0) return ["Say which symbol you mean, or show one on the chart."];
  const findings = new Findings(answers);
  return [...TELLERS[topic](findings, symbol ?? "", words ?? ""), ...findings.refusals];
}

function tellPrice(findings: Findings): readonly string[] {
  const found = findings.of("get_last_price");
  if (found === null) return [];
  const { symbol, price, atMs, halted } = found;
  return [
    ...(halted ? [`Trading in ${symbol} is halted.`] : []),
    `${symbol} last price ${priced(price)} at ${sayTime(atMs)}.`,
  ];
}

function tellVwap(findings: Findings): readonly string[] {
  const found = findings.of("get_last_vwap");
  if (found === null) return [];
  const { symbol, vwap, close } = found;
  return [`${symbol} last close ${priced(close)} is ${side(close, vwap)} VWAP ${priced(vwap)}.`];
}

function tellEma(findings: Findings): readonly string[] {
  const found = findings.of("get_last_ema");
  if (found === null) return [];
  const { symbol, ema, close, bars, timeframe } = found;
  return [
    `${symbol} last close ${priced(close)} is ${side(close, ema)} EMA ${bars} on ${timeframe} ${priced(ema)}.`,
  ];
}

function tellRegime(findings: Findings): readonly string[] {
  const found = findings.of("get_market_regime");
  if (found === null) return [];
  const [way, pace] = found.regime.split(", ");
  return [
    `${found.symbol} is ${way} and ${pace}: average true range ${sayValue({ value: found.atr, unit: "dollars" })}.`,
  ];
}

function tellLevels(findings: Findings): readonly string[] {
  const found = findings.of("get_chart_snapshot");
  return found === null ? [] : levels(found.reading);
}

function levels(reading: ToolData<"get_chart_snapshot">["reading"]): readonly string[] {
  const { symbol, close, vwap, sessionHigh, sessionLow, priorHigh, priorLow, priorClose } = reading;
  return [
    sentence(`${symbol} last close ${priced(close)}`, [
      ["VWAP", vwap],
      ["session high", sessionHigh],
      ["session low", sessionLow],
    ]),
    ...(priorHigh === null
      ? []
      : [
          sentence(`${symbol} prior day high ${priced(priorHigh)}`, [
            ["low", priorLow],
            ["close", priorClose],
          ]),
        ]),
  ];
}

function tellProposal(findings: Findings): readonly string[] {
  const found = findings.of("propose_callout");
  return [...limitsFirst(findings), ...(found === null ? [] : proposal(found.callout))];
}

function proposal({ line, signal }: Callout): readonly string[] {
  return [line, signal.invalidation];
}

function tellWhy(findings: Findings, symbol: string): readonly string[] {
  const found = findings.of("get_recent_callouts");
  if (found === null) return [];
  const [callout] = found.callouts;
  if (callout === undefined)
    return [symbol === "" ? "No strategy has spoken today." : `No strategy has spoken on ${symbol} today.`];
  return why({ signal: callout.signal, callout });
}

function tellPrimed(findings: Findings, symbol: string): readonly string[] {
  const found = findings.of("evaluate_rules");
  if (found === null) return [];
  const near = found.strategies.filter(({ primed }) => primed).map(({ name }) => name);
  if (near.length === 0) return [`No strategy in use is near speaking on ${symbol}.`];
  return [`One step from speaking on ${symbol}: ${near.join(", ")}.`];
}

function tellPattern(findings: Findings, symbol: string): readonly string[] {
  const found = findings.of("get_pattern_summary");
  if (found === null) return [];
  const whole = found.patterns.filter(
    ({ sessions, regime }) => sessions === SESSIONS_SAID && regime === null,
  );
  if (whole.length === 0) return [`No strategy in use has spoken on ${symbol} in the sessions before.`];
  return whole.map((pattern) => patternSentence(pattern));
}

function patternSentence({ symbol, strategy, count, wins, winRate, expectancyR }: PatternSummary): string {
  const name = nameOf(strategy);
  if (!winRate.enough)
    return `${symbol} ${name}: not enough trades to say (${winRate.have} of ${winRate.need}).`;
  const range = `${percent(winRate.low)}–${percent(winRate.high)} %`;
  const expectancy = expectancyR.enough
    ? `, expectancy ${sayValue({ value: expectancyR.value, unit: "R" })}`
    : "";
  return `${symbol} ${name}: ${wins} of ${count} (${range})${expectancy}.`;
}

function tellRisk(findings: Findings): readonly string[] {
  const found = findings.of("summarize_session");
  if (found === null) return [];
  const { light, reasons, today, nextRiskR } = found.risk;
  return [
    `Risk is ${light}.`,
    ...reasons.map(({ text }) => text),
    `Trades today ${today.trades}, realised today ${sayValue({ value: today.realisedR, unit: "R" })}, next risk ${sayValue({ value: nextRiskR, unit: "R" })}.`,
  ];
}

function tellSize(findings: Findings): readonly string[] {
  const box = findings.of("get_recommended_risk_box");
  if (box === null) return tellProposal(findings);
  const { symbol, direction, entry, stop, riskPerShare, targets, verdict } = box;
  const reasons = verdict.reasons.map(({ text }) => text);
  const ahead = targets.find(({ r }) => r === 2);
  return [
    ...limitsFirst(findings),
    `${symbol} ${direction} entry ${priced(entry)}, stop ${priced(stop)}, risk ${sayValue({ value: riskPerShare, unit: "dollars" })} a share.`,
    ...(ahead === undefined ? [] : [`${symbol} 2.0 R ahead is ${priced(ahead.price)}.`]),
    ...(verdict.allow && verdict.shares > 0
      ? [`${symbol} size allowed ${sayValue({ value: verdict.shares, unit: "shares" })}.`]
      : []),
    ...reasons,
  ];
}

function tellSession(findings: Findings): readonly string[] {
  const found = findings.of("summarize_session");
  if (found === null) return [];
  const { signals, accepted, rejected, expired, scored, scoredR } = found;
  return [
    ...tellRisk(findings),
    `Signals ${signals}, accepted ${accepted}, rejected ${rejected}, expired ${expired}.`,
    ...(scored === 0
      ? []
      : [`Scored ${scored}: ${sayValue({ value: scoredR, unit: "R" })} had each been taken.`]),
  ];
}

function tellRules(findings: Findings): readonly string[] {
  const found = findings.of("get_active_rules");
  if (found === null) return [];
  if (found.strategies.length === 0) return ["No setup and no rule is in use."];
  const names = found.strategies.map((strategy) =>
    strategy.kind === "rule" ? strategy.name : nameOf(strategy.id),
  );
  return [`In use: ${names.join(", ")}.`];
}

/** A setup's name, or a rule's id without what kind it is. */
function nameOf(strategy: string): string {
  return (
    SETUPS.find(({ id }) => id === strategy)?.name ?? strategy.replace(/^rule:/, "").replaceAll("-", " ")
  );
}

function tellPlan(findings: Findings, symbol: string): readonly string[] {
  const found = findings.of("generate_trade_plan");
  if (found === null) return limitsFirst(findings);
  const near = found.strategies.filter(({ primed }) => primed).map(({ name }) => name);
  return [
    ...limitsFirst(findings),
    ...levels(found.reading),
    ...(found.callout === null ? [`Nothing is proposed on ${symbol} now.`] : proposal(found.callout)),
    ...(near.length === 0 ? [] : [`One step from speaking on ${symbol}: ${near.join(", ")}.`]),
  ];
}

function tellWatched(findings: Findings): readonly string[] {
  const found = findings.of("list_watched");
  return found === null ? [] : [`Watched: ${found.symbols.join(", ")}. The feed is ${found.state}.`];
}

function limitsFirst(findings: Findings): readonly string[] {
  const found = findings.of("summarize_session");
  return found === null ? [] : riskFirst(found.risk);
}

/** What the limits say, before anything about a trade; nothing while they are green. */
export function riskFirst({ light, reasons }: RiskState): readonly string[] {
  return light === "GREEN" ? [] : [`Risk is ${light}.`, ...reasons.map(({ text }) => text)];
}

function sentence(begin: string, more: readonly (readonly [string, number | null])[]): string {
  const known = more.flatMap(([label, value]) => (value === null ? [] : [`${label} ${priced(value)}`]));
  return `${[begin, ...known].join(", ")}.`;
}

function side(value: number, level: number): string {
  return value > level ? "above" : value < level ? "below" : "at";
}

function priced(value: number): string {
  return sayValue({ value, unit: "price" });
}

function percent(share: number): string {
  return String(Math.round(share * 100));
}
