import { MINUTE_MS, type MinuteFact, type TradingDay, tradingDayAt } from "@spotlight/market";

const MINUTES_IN_A_DAY = 1_440;
const UNKNOWN = 0;
const KIND_CODE: Readonly<Record<MinuteFact["kind"], number>> = { bar: 1, empty: 2, gap: 3 };

interface DayMap {
  readonly day: TradingDay;
  readonly kinds: Uint8Array;
  gaps: number;
}

/** Which minutes of a symbol are known, and which of them were not delivered whole. */
export class MinuteMap {
  readonly #days = new Map<number, DayMap>();
  /** The day that was looked at last: the next question is mostly about it too. */
  #latest: DayMap | null = null;

  /** Takes note of what is known of a minute. Minutes outside of trading days are ignored. */
  set(fact: MinuteFact): void {
    const map = this.#dayMap(fact.startMs);
    if (map === null) return;
    const place = (fact.startMs - map.day.preOpenMs) / MINUTE_MS;
    const before = map.kinds[place] ?? UNKNOWN;
    const code = KIND_CODE[fact.kind];
    map.gaps += (code === KIND_CODE.gap ? 1 : 0) - (before === KIND_CODE.gap ? 1 : 0);
    map.kinds[place] = code;
  }

  /** Whether anything is known of the minute that starts at this time. */
  knows(startMs: number): boolean {
    const map = this.#find(startMs);
    return map !== null && (map.kinds[(startMs - map.day.preOpenMs) / MINUTE_MS] ?? UNKNOWN) !== UNKNOWN;
  }

  /** How many minutes of one trading day that start in [fromMs, untilMs) were not delivered whole. */
  gaps(fromMs: number, untilMs: number): number {
    const map = this.#find(fromMs);
    if (map === null || map.gaps === 0) return 0;
    let count = 0;
    for (let startMs = fromMs; startMs < untilMs; startMs += MINUTE_MS)
      if (map.kinds[(startMs - map.day.preOpenMs) / MINUTE_MS] === KIND_CODE.gap) count += 1;
    return count;
  }

  #find(ms: number): DayMap | null {
    if (this.#latest !== null && within(this.#latest.day, ms)) return this.#latest;
    const day = tradingDayAt(ms);
    const map = day === null ? undefined : this.#days.get(day.preOpenMs);
    if (map === undefined) return null;
    this.#latest = map;
    return map;
  }

  #dayMap(ms: number): DayMap | null {
    const known = this.#find(ms);
    if (known !== null) return known;
    const day = tradingDayAt(ms);
    if (day === null) return null;
    const map = { day, kinds: new Uint8Array(MINUTES_IN_A_DAY), gaps: 0 };
    this.#days.set(day.preOpenMs, map);
    this.#latest = map;
    return map;
  }
}

function within(day: TradingDay, ms: number): boolean {
  return ms >= day.preOpenMs && ms < day.postCloseMs;
}
