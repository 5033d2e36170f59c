import type { MarketEvent, OfficialAggregate, SessionKind, Timeframe, Trade } from "@spotlight/contracts";
import { SESSION_KINDS, TIMEFRAMES } from "@spotlight/contracts";
import {
  BucketFold,
  DayMinutes,
  MarketFold,
  type MarketBar,
  type TradingDay,
  bucketWithin,
  combineBars,
  sessionSpan,
  tradingDay,
} from "@spotlight/market";
import { stageChange } from "../engine/stage.ts";
import { DayPlayer } from "../feeds/replay/day-player.ts";
import { type LeanDay, leanDays, leanSymbols, readMinutes, readTrades } from "../feeds/replay/lean.ts";
import type { Fact, KnownMinute } from "../log/market-log.ts";
import { minuteOf } from "../log/minute-of.ts";

const BATCH = 8_192;

/** What the replay of one symbol's day was held against, and how it came out. */
export interface DayVerdict {
  readonly symbol: string;
  readonly day: string;
  readonly trades: number;
  readonly officialMinutes: number;
  /** Official minutes that stand with exactly their values and the state `official`. */
  readonly exactMinutes: number;
  /** Minutes with trades and no official bar; they stay `closed`. */
  readonly provisionalMinutes: number;
  /** Official minutes whose bar of trades had the same values before the official one came. */
  readonly rightWithRules: number;
  readonly rightWithoutRules: number;
  /** Bars of the longer timeframes, both sessions, that equal the fold of their minutes, of how many. */
  readonly longerBars: number;
  readonly longerBarsRight: number;
  readonly revisions: number;
  /** Facts that a second replay added: 0 when it changed nothing. */
  readonly secondReplayChanges: number;
}

/** Whether everything held that must. */
export function isRight(verdict: DayVerdict): boolean {
  return (
    verdict.exactMinutes === verdict.officialMinutes &&
    verdict.longerBarsRight === verdict.longerBars &&
    verdict.secondReplayChanges === 0
  );
}

/** The recorded days of the wanted symbols (null: all) and range that have both ticks and official minutes. */
export async function* verifyFolder(
  path: string,
  symbols: readonly string[] | null,
  from: string | null,
  to: string | null,
): AsyncGenerator<DayVerdict> {
  for (const symbol of symbols ?? (await leanSymbols(path))) {
    for (const recorded of await leanDays(path, symbol)) {
      if (recorded.day < (from ?? "") || recorded.day > (to ?? "9999")) continue;
      const day = tradingDay(recorded.day);
      if (day !== null && recorded.ticks !== null && recorded.minutes !== null)
        yield await verifyDay(symbol, day, recorded);
    }
  }
}

async function verifyDay(symbol: string, day: TradingDay, { ticks, minutes }: LeanDay): Promise<DayVerdict> {
  const trades = await readTrades(ticks ?? "", day.day);
  const official = await readMinutes(minutes ?? "", day.day, symbol);
  const play = (): DayPlayer => new DayPlayer(day, [{ symbol, trades, minutes: official }]);
  const ledger = new ReplayLedger(day);
  const first = ledger.replay(play());
  const second = ledger.replay(play());
  const longer = longerBars(day, ledger);
  return {
    symbol,
    day: day.day,
    trades: trades.count,
    officialMinutes: official.length,
    exactMinutes: official.filter((bar) => ledger.isExact(bar)).length,
    provisionalMinutes: ledger.provisional(),
    rightWithRules: rightAlready(play(), official, (trade) => trade),
    rightWithoutRules: rightAlready(play(), official, (trade) => ({ ...trade, conditions: [] })),
    longerBars: longer.count,
    longerBarsRight: longer.right,
    revisions: ledger.revisions(),
    secondReplayChanges: first.length === 0 ? -1 : second.length,
  };
}

/** The facts of one symbol's day, staged as the engine stages them. */
class ReplayLedger {
  readonly minutes: DayMinutes;
  readonly facts: Fact[] = [];
  readonly #known = new Map<number, KnownMinute>();

  constructor(day: TradingDay) {
    this.minutes = new DayMinutes(day);
  }

  /** Plays a day; answers the facts that it added. */
  replay(player: DayPlayer): readonly Fact[] {
    const before = this.facts.length;
    const fold = new MarketFold();
    for (const event of everyEvent(player)) {
      for (const change of fold.step(event)) {
        const startMs =
          change.kind === "closed"
            ? change.bar.startMs
            : change.kind === "revised"
              ? change.after.startMs
              : null;
        const minuteMs = startMs ?? ("startMs" in change ? change.startMs : null);
        const fact = stageChange(change, minuteMs === null ? undefined : this.#known.get(minuteMs));
        if (fact !== null) this.#add({ ...fact, cursor: this.facts.length + 1 });
      }
    }
    return this.facts.slice(before);
  }

  isExact(official: OfficialAggregate): boolean {
    const fact = this.minutes.get(official.startMs);
    return fact?.kind === "bar" && fact.bar.state === "official" && sameValues(fact.bar, official);
  }

  provisional(): number {
    return [...this.minutes.bars(0, Infinity)].filter(({ state }) => state === "closed").length;
  }

  revisions(): number {
    return this.facts.filter(({ cause }) => cause !== null).length;
  }

  #add(fact: Fact): void {
    this.facts.push(fact);
    const minute = minuteOf(fact);
    if (minute === null) return;
    this.minutes.set(minute);
    this.#known.set(minute.startMs, { ...minute, learnedMs: fact.learnedMs });
  }
}

/** Official minutes whose bar of trades alone was right when it closed. */
function rightAlready(
  player: DayPlayer,
  official: readonly OfficialAggregate[],
  counted: (trade: Trade) => Trade,
): number {
  const wanted = new Map(official.map((bar) => [bar.startMs, bar]));
  const fold = new MarketFold();
  let right = 0;
  for (const event of everyEvent(player)) {
    if (event.type === "aggregate") continue;
    for (const change of fold.step(event.type === "trade" ? counted(event) : event)) {
      if (change.kind !== "closed") continue;
      const bar = wanted.get(change.bar.startMs);
      if (bar !== undefined && sameValues(change.bar, bar)) right += 1;
    }
  }
  return right;
}

function longerBars(day: TradingDay, { minutes, facts }: ReplayLedger): { count: number; right: number } {
  let count = 0;
  let right = 0;
  for (const timeframe of TIMEFRAMES.filter((each) => each !== "1m")) {
    for (const session of SESSION_KINDS) {
      const stepwise = stepByStep(day, facts, timeframe, session);
      const span = sessionSpan(day, session);
      for (let startMs = span.startMs; startMs < span.endMs;) {
        const bucket = bucketWithin(span, startMs, timeframe);
        if (bucket === null) break;
        const wanted = combineBars(bucket.startMs, bucket.endMs, minutes.bars(bucket.startMs, bucket.endMs));
        startMs = bucket.endMs;
        if (wanted === null) continue;
        count += 1;
        const got = stepwise.get(bucket.startMs);
        if (got !== undefined && sameValues(got, wanted) && got.state === wanted.state) right += 1;
      }
    }
  }
  return { count, right };
}

/** What a reader of the stream holds at the end of the day. */
function stepByStep(
  day: TradingDay,
  facts: readonly Fact[],
  timeframe: Timeframe,
  session: SessionKind,
): Map<number, MarketBar> {
  const minutes = new DayMinutes(day);
  const fold = new BucketFold(minutes, timeframe, session);
  const held = new Map<number, MarketBar>();
  for (const fact of facts) {
    const minute = minuteOf(fact);
    if (minute === null) continue;
    minutes.set(minute);
    for (const bar of fold.advance(minute)) held.set(bar.startMs, bar);
  }
  return held;
}

function* everyEvent(player: DayPlayer): Generator<MarketEvent> {
  while (!player.over) yield* player.take(Infinity, BATCH);
}

type Values = Pick<MarketBar, "open" | "high" | "low" | "close" | "volume">;

function sameValues(a: Values, b: Values): boolean {
  return (
    a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume
  );
}
