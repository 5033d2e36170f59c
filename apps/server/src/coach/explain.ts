import type { Aspect, Signal, Subject, ToolAnswer } from "@spotlight/contracts";
import { EvidenceList, barOrigin, explainBar, explainRange, explainSignal } from "@spotlight/coach";
import { type BarSeries, readingAt } from "@spotlight/strategy";
import { BUILT_IN } from "./built-in.ts";
import type { Drafter } from "./draft.ts";
import { calloutsOf, see } from "./sight.ts";
import { type CoachMarket, ToolRefused } from "./tool.ts";

/** Under which name an explanation gives its evidence. */
const EXPLAIN = "explain";
/** Minutes of the longest range that is explained. */
const RANGE_BARS_MAX = 2_000;

/** What was found of a subject. */
interface Explained {
  readonly sentences: readonly string[];
  /** Market time of what is said, epoch ms. */
  readonly atMs: number;
}

/** The built-in coach's explanation of a subject in a market, from what is known there by now. */
export function explainer(subject: Subject, aspect: Aspect, market: CoachMarket): Drafter {
  return {
    async *draft() {
      const evidence = new EvidenceList(EXPLAIN);
      yield { type: "speaker", name: BUILT_IN };
      const { answer, sentences } = attempt(market, evidence, () =>
        explained(subject, aspect, market, evidence),
      );
      yield { type: "answers", answers: [answer] };
      for (const text of sentences) yield { type: "sentence", text };
    },
  };
}

/** An explanation in the form of a tool's answer; what it cannot say becomes a refusal in its own sentence. */
function attempt(
  { engine }: CoachMarket,
  evidence: EvidenceList,
  explain: () => Explained,
): { readonly answer: ToolAnswer; readonly sentences: readonly string[] } {
  try {
    const { sentences, atMs } = explain();
    const ageMs = Math.max(0, Math.floor(engine.nowMs - atMs));
    const of = { tool: EXPLAIN, source: engine.source, asOfMs: Math.floor(atMs), ageMs };
    // The words of strategies stand in the data, so that they may be said as they are.
    return {
      answer: { ok: true, ...of, data: sentences.map((line) => ({ line })), evidence: evidence.all },
      sentences,
    };
  } catch (error) {
    if (!(error instanceof ToolRefused)) throw error;
    const { code, message, retry } = error;
    return { answer: { ok: false, tool: EXPLAIN, refusal: { code, message, retry } }, sentences: [message] };
  }
}

function explained(subject: Subject, aspect: Aspect, market: CoachMarket, evidence: EvidenceList): Explained {
  switch (subject.kind) {
    case "callout":
    case "signal": {
      const found = signalOf(subject, market);
      return { sentences: explainSignal(found, aspect, evidence), atMs: found.signal.atMs };
    }
    case "bar":
      return ofBar(subject, market, evidence);
    default:
      return ofRange(subject, market, evidence);
  }
}

function signalOf(
  { kind, id }: Extract<Subject, { kind: "callout" | "signal" }>,
  market: CoachMarket,
): Parameters<typeof explainSignal>[0] {
  const callout = calloutsOf(market).find((each) => (kind === "callout" ? each.id : each.signal.id) === id);
  if (callout === undefined) throw new ToolRefused("no_data", `There is no such ${kind} today.`);
  const signal: Signal = callout.signal;
  return { signal, callout };
}

function ofBar(
  subject: Extract<Subject, { kind: "bar" }>,
  market: CoachMarket,
  evidence: EvidenceList,
): Explained {
  const { symbol, timeframe, session, startMs } = subject;
  const series = see(market, symbol).view.series(timeframe, session);
  const index = series.indexOfStart(startMs);
  const reading = readingAt(series, index);
  if (reading === null)
    throw new ToolRefused("no_data", `There is no closed bar of ${symbol} there, or it is too long ago.`);
  const of = barOrigin(symbol, { timeframe, session }, reading);
  const sentences = explainBar({ symbol, bar: series.bar(index), reading }, of, evidence);
  return { sentences, atMs: reading.atMs };
}

function ofRange(
  { symbol, fromMs, untilMs }: Extract<Subject, { kind: "range" }>,
  market: CoachMarket,
  evidence: EvidenceList,
): Explained {
  const series = see(market, symbol).view.series("1m", "rth_ext");
  const bars = barsWithin(series, fromMs, untilMs);
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined)
    throw new ToolRefused("no_data", `No minute of ${symbol} closed in that range, or it is too long ago.`);
  const of = barOrigin(
    symbol,
    { timeframe: "1m", session: "rth_ext" },
    { barStartMs: first.startMs, atMs: last.endMs },
  );
  return { sentences: explainRange({ symbol, bars }, of, evidence), atMs: last.endMs };
}

function barsWithin(
  series: BarSeries,
  fromMs: number,
  untilMs: number,
): readonly ReturnType<BarSeries["bar"]>[] {
  const place = series.indexOfStart(fromMs);
  const from = place < 0 ? -1 - place : place;
  const bars = [];
  for (let index = from; index < series.closedLength && bars.length < RANGE_BARS_MAX; index += 1) {
    const bar = series.bar(index);
    if (bar.startMs >= untilMs) break;
    bars.push(bar);
  }
  return bars;
}
