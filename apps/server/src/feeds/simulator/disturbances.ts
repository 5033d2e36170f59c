import type { OfficialAggregate, TradeCancel, TradeCorrection, TradingStatus } from "@spotlight/contracts";
import { OFFICIAL_CLOSE, OFFICIAL_OPEN, PRIOR_REFERENCE_PRICE, SOLD_OUT_OF_SEQUENCE } from "./conditions.ts";
import type { PlannedMinute } from "./planned-minute.ts";
import type { DraftTrade, MinutePrints } from "./prints.ts";
import type { Random } from "./random.ts";

const MINUTE_MS = 60_000;

/** A cancel or correction that waits for the sequence number of its trade. */
export type DraftAmendment =
  | { -readonly [Key in keyof TradeCancel]: TradeCancel[Key] }
  | {
      -readonly [Key in keyof TradeCorrection]: TradeCorrection[Key];
    };

/** Anything on a symbol's tape before numbering. */
export type TapeEvent = DraftTrade | DraftAmendment | OfficialAggregate | TradingStatus;

/** The tape of one minute in the making. */
export interface MinuteTape {
  readonly events: TapeEvent[];
  /** The trade that each cancel or correction is about. */
  readonly amended: Map<DraftAmendment, DraftTrade>;
}

/** How often tapes depart from the official bars, as probabilities per minute. */
const MISSED = 0.11;
const LATE = 0.06;
const PRIOR_REFERENCE = 0.04;
const CANCELLED = 0.002;
const CORRECTED = 0.002;
const RESTATED = 0.03;

/**
 * Makes a real tape of exact prints: one is missed, one comes late or is counted by the tape only, records of the listing
 * exchange stand between them, and now and then one is taken back or corrected. Then come the official bars.
 */
export function disturb(
  random: Random,
  symbol: string,
  planned: PlannedMinute,
  exact: MinutePrints,
): MinuteTape {
  const { prints, lastPriced } = exact;
  const events: TapeEvent[] = prints;
  const amended = new Map<DraftAmendment, DraftTrade>();
  const busy = prints.length >= 6;
  const inner = busy ? innerPrint(random, prints, lastPriced) : null;
  if (inner !== null) {
    if (random.chance(LATE)) makeLate(random, inner, planned.extended);
    else if (!planned.extended && random.chance(CORRECTED)) {
      const correction = misstate(random, inner);
      amended.set(correction, inner);
    }
  }
  if (prints.length >= 3 && random.chance(MISSED)) missOne(random, events, exact, inner);
  if (planned.auctionShares > 0) events.push(listingRecord(random, symbol, planned));
  if (!planned.extended && random.chance(PRIOR_REFERENCE)) {
    events.push(extraPrint(random, symbol, planned, planned.bar.open, PRIOR_REFERENCE_PRICE));
  }
  if (!planned.extended && busy && random.chance(CANCELLED)) {
    const way = (random.chance(0.5) ? 1 : -1) * (0.01 + 0.02 * random.uniform());
    const wrong = extraPrint(random, symbol, planned, cents(planned.bar.close * (1 + way)), []);
    events.push(wrong);
    const { eventMs } = wrong;
    const receivedMs = wrong.receivedMs + 3_000 + random.below(37_000);
    amended.set({ type: "cancel", symbol, eventMs, receivedMs, sequence: 0 }, wrong);
  }
  for (const amendment of amended.keys()) events.push(amendment);
  pushOfficial(random, symbol, planned, events);
  return { events, amended };
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

/** Some print that is neither the first nor the last to set a price. */
function innerPrint(random: Random, prints: readonly DraftTrade[], lastPriced: number): DraftTrade | null {
  const index = 1 + random.below(prints.length - 1);
  return index === lastPriced ? null : (prints[index] ?? null);
}

/** Takes a print away that the tape never showed; one time in four the last that set a price. */
function missOne(random: Random, events: TapeEvent[], exact: MinutePrints, kept: DraftTrade | null): void {
  const chosen = 1 + random.below(exact.prints.length - 1);
  const missed = random.chance(0.25) ? exact.lastPriced : chosen;
  if (missed > 0 && exact.prints[missed] !== kept) events.splice(missed, 1);
}

function makeLate(random: Random, print: DraftTrade, extended: boolean): void {
  print.receivedMs = print.eventMs + 4_000 + random.below(86_000);
  if (!extended && print.size >= 100 && random.chance(0.5)) print.conditions = SOLD_OUT_OF_SEQUENCE;
}

/** Gives a print a wrong price and returns the correction that brings back its true terms. */
function misstate(random: Random, print: DraftTrade): DraftAmendment {
  const { symbol, price, size, conditions, eventMs, receivedMs } = print;
  const way = (random.chance(0.5) ? 1 : -1) * (0.005 + 0.01 * random.uniform());
  print.price = cents(price * (1 + way));
  return {
    type: "correction",
    symbol,
    price,
    size,
    conditions,
    eventMs,
    receivedMs: receivedMs + 3_000 + random.below(37_000),
    sequence: 0,
  };
}

function extraPrint(
  random: Random,
  symbol: string,
  planned: PlannedMinute,
  price: number,
  conditions: readonly number[],
): DraftTrade {
  const open = planned.untilMs - planned.fromMs;
  const eventMs = planned.bar.startMs + planned.fromMs + Math.floor(open * (0.2 + 0.6 * random.uniform()));
  const size = 100 * (1 + random.below(4));
  return { type: "trade", symbol, price, size, conditions, eventMs, receivedMs: eventMs + 12, sequence: 0 };
}

/** The listing exchange's official open or close: a record that repeats the auction and is no trade. */
function listingRecord(random: Random, symbol: string, planned: PlannedMinute): DraftTrade {
  const conditions = planned.auction === "open" ? OFFICIAL_OPEN : OFFICIAL_CLOSE;
  const eventMs = planned.bar.startMs + 1_200 + random.below(1_500);
  const { open } = planned.bar;
  const size = planned.auctionShares;
  return {
    type: "trade",
    symbol,
    price: open,
    size,
    conditions,
    eventMs,
    receivedMs: eventMs + 9,
    sequence: 0,
  };
}

/** The official bar a second or two after the minute; sometimes a first version that is restated within a minute. */
function pushOfficial(random: Random, symbol: string, planned: PlannedMinute, events: TapeEvent[]): void {
  const { bar } = planned;
  const receivedMs = bar.startMs + MINUTE_MS + 1_000 + random.below(1_000);
  const { startMs, open, high, low, close, volume, vwap, tradeCount } = bar;
  const official: OfficialAggregate = {
    type: "aggregate",
    symbol,
    startMs,
    open,
    high,
    low,
    close,
    volume,
    ...(vwap === null ? {} : { vwap }),
    tradeCount,
    receivedMs,
  };
  if (tradeCount < 6 || !random.chance(RESTATED)) {
    events.push(official);
    return;
  }
  const missing = Math.min(volume - 1, 100 * (1 + random.below(8)));
  events.push({ ...official, volume: volume - missing, tradeCount: tradeCount - 1 });
  events.push({ ...official, receivedMs: receivedMs + 10_000 + random.below(50_000) });
}
