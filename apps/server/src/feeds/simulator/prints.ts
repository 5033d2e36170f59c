import type { Trade } from "@spotlight/contracts";
import {
  AVERAGE_PRICE,
  CLOSING_PRINT,
  oddLotConditions,
  OPENING_PRINT,
  REOPENING_PRINT,
  roundLotConditions,
} from "./conditions.ts";
import type { PlannedMinute } from "./planned-minute.ts";
import { PriceWalk } from "./price-walk.ts";
import type { Random } from "./random.ts";
import { SizeDealer } from "./size-dealer.ts";

/** A trade that is still being made up; its sequence number comes last. */
export type DraftTrade = { -readonly [Key in keyof Trade]: Trade[Key] };

/** The prints of a minute in the order of their times, and the place of the last one that sets a price. */
export interface MinutePrints {
  readonly prints: DraftTrade[];
  readonly lastPriced: number;
}

/** Makes up prints that add up to a planned minute exactly: its prices, its volume, its count. */
export function drawPrints(random: Random, symbol: string, planned: PlannedMinute): MinutePrints {
  const { bar, priced, fromMs, untilMs, extended } = planned;
  const count = bar.tradeCount;
  const walk = new PriceWalk(random, planned);
  const sizes = new SizeDealer(random, planned);
  const prints: DraftTrade[] = [];
  let lastPriced = 0;
  let seen = 0;
  for (let index = 0; index < count; index += 1) {
    const isPriced = index === 0 || random.uniform() * (count - index) < priced - seen;
    const fraction = (index + random.uniform()) / count;
    const offsetMs = fromMs + Math.floor(fraction * (untilMs - fromMs));
    const eventMs =
      bar.startMs +
      (index === 0 && planned.auction !== null ? fromMs + ((offsetMs - fromMs) % 900) : offsetMs);
    if (isPriced) {
      seen += 1;
      lastPriced = index;
    }
    prints.push({
      type: "trade",
      symbol,
      price: isPriced ? walk.next() : walk.near(),
      size: isPriced ? sizes.roundLot() : sizes.oddLot(),
      conditions: conditionsOf(random, planned, index, isPriced, extended),
      eventMs,
      receivedMs: eventMs,
      sequence: 0,
    });
  }
  const first = prints[0];
  if (first !== undefined) first.size += sizes.remainder();
  delay(random, prints, lastPriced);
  return { prints, lastPriced };
}

function conditionsOf(
  random: Random,
  planned: PlannedMinute,
  index: number,
  isPriced: boolean,
  extended: boolean,
): readonly number[] {
  if (index === 0 && planned.auction !== null) {
    if (planned.auction === "open") return OPENING_PRINT;
    return planned.auction === "close" ? CLOSING_PRINT : REOPENING_PRINT;
  }
  if (isPriced) return roundLotConditions(random, extended);
  return !extended && random.chance(0.012) ? AVERAGE_PRICE : oddLotConditions(random, extended);
}

/**
 * Sets when each print is received: a few milliseconds after it happened, some up to a second, so that prints within a
 * second come out of order. The first print and the last that sets a price keep their places.
 */
function delay(random: Random, prints: readonly DraftTrade[], lastPriced: number): void {
  const lastMs = prints[lastPriced]?.eventMs ?? 0;
  for (const [index, print] of prints.entries()) {
    if (index === 0) print.receivedMs += 1;
    else if (index === lastPriced) print.receivedMs += 26;
    else if (print.eventMs < lastMs - 1_000 && random.chance(0.03))
      print.receivedMs += 100 + random.below(800);
    else print.receivedMs += 2 + random.below(24);
  }
}
