import type { MinuteFact, TradingDay } from "@spotlight/market";
import { type MinuteNews, warmUpStartMs } from "@spotlight/strategy";
import { readNews } from "../desk/ledger-reader.ts";
import type { InputFact, MarketFact, MarketLog } from "../log/market-log.ts";

/** What happened at one moment of the day: the market's facts, or what the person did. */
export type ScriptLine =
  | { readonly atMs: number; readonly kind: "market"; readonly facts: readonly MarketFact[] }
  | { readonly atMs: number; readonly kind: "input"; readonly fact: InputFact };

/** A stored day, ready to be told again. */
export interface DayScript {
  readonly day: TradingDay;
  readonly symbols: readonly string[];
  /** What was known of each symbol before the day. */
  readonly past: ReadonlyMap<string, readonly MinuteFact[]>;
  /** What the person had done before the day, oldest first. */
  readonly before: readonly InputFact[];
  /** The day, by time. */
  readonly lines: readonly ScriptLine[];
}

/**
 * Reads a day from the log: what was known when it began, its minutes and every revision of it in the order in which they
 * were heard, and the person's inputs.
 */
export async function readScript(
  log: MarketLog,
  owner: string,
  day: TradingDay,
  symbols: readonly string[],
): Promise<DayScript> {
  const inputs = await ownInputs(log, owner, day.postCloseMs);
  const past = new Map(symbols.map((symbol) => [symbol, new Map<number, MinuteFact>()]));
  const known = new Map<string, MinuteFact>();
  const lines: ScriptLine[] = [];
  for await (const news of readNews(log, symbols, warmUpStartMs(day), day.postCloseMs)) {
    const before = news.filter(({ learnedMs }) => learnedMs <= day.preOpenMs);
    for (const { symbol, minute } of before) {
      past.get(symbol)?.set(minute.startMs, minute);
      known.set(keyOf(symbol, minute), minute);
    }
    for (const facts of byMoment(news.slice(before.length), known)) {
      const atMs = facts[0]?.learnedMs ?? 0;
      lines.push({ atMs, kind: "market", facts });
    }
  }
  const today = inputs.filter(({ learnedMs }) => learnedMs >= day.preOpenMs);
  for (const fact of today) lines.push({ atMs: fact.learnedMs, kind: "input", fact });
  return {
    day,
    symbols,
    past: new Map([...past].map(([symbol, minutes]) => [symbol, ascending(minutes)])),
    before: inputs.filter(({ learnedMs }) => learnedMs < day.preOpenMs),
    lines: lines.toSorted((a, b) => a.atMs - b.atMs),
  };
}

function ascending(minutes: ReadonlyMap<number, MinuteFact>): readonly MinuteFact[] {
  return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
}

function keyOf(symbol: string, { startMs }: MinuteFact): string {
  return `${symbol} ${startMs}`;
}

async function ownInputs(log: MarketLog, owner: string, untilMs: number): Promise<readonly InputFact[]> {
  const range = { owner, kinds: ["input" as const], fromMs: 0, untilMs, newestFirst: false };
  const facts = await log.owned({ ...range, limit: Number.MAX_SAFE_INTEGER });
  return facts.flatMap((fact) => (fact.kind === "input" ? [fact] : []));
}

/** News as facts of the market; those that were learned at the same time stand together. */
function* byMoment(
  news: readonly MinuteNews[],
  known: Map<string, MinuteFact>,
): Generator<readonly MarketFact[]> {
  let moment: MarketFact[] = [];
  for (const one of news) {
    if (moment[0] !== undefined && moment[0].learnedMs !== one.learnedMs) {
      yield moment;
      moment = [];
    }
    moment.push(factOf(one, known));
  }
  if (moment.length > 0) yield moment;
}

function factOf(
  { symbol, minute, cause, learnedMs }: MinuteNews,
  known: Map<string, MinuteFact>,
): MarketFact {
  const key = keyOf(symbol, minute);
  const before = known.get(key);
  known.set(key, minute);
  const frame = { symbol, startMs: minute.startMs, learnedMs };
  if (minute.kind === "empty") return { ...frame, kind: "empty", cause: null, body: {} };
  if (minute.kind === "gap") return { ...frame, kind: "gap", cause: null, body: { reason: minute.reason } };
  const body = { bar: minute.bar, before: before?.kind === "bar" ? before.bar : null };
  return { ...frame, kind: "bar", cause, body };
}
