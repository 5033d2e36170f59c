import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { BucketFold, DayMinutes, type MarketBar, type MinuteFact, type TradingDay } from "@spotlight/market";
import type { Fact, KnownMinute } from "../log/market-log.ts";
import { minuteOf } from "../log/minute-of.ts";

/** A timeframe in a session. */
export interface View {
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
}

/** A key by which equal views are one. */
export function viewKey({ timeframe, session }: View): string {
  return `${timeframe}/${session}`;
}

/** The bars that one fact closed or changed, by view. */
export type ViewChanges = ReadonlyMap<string, readonly MarketBar[]>;

/**
 * One symbol's trading day in memory: the minutes as they stand, and how they came about, so that every view of the day
 * can be had as it was at any cursor.
 */
export class DayBook {
  readonly day: TradingDay;
  readonly minutes: DayMinutes;
  readonly #base: readonly MinuteFact[];
  readonly #facts: Fact[];
  readonly #learnedMs = new Map<number, number>();
  readonly #folds = new Map<string, BucketFold>();

  /** From what is stored: the minutes as they stand and every fact of the log about them, by cursor. */
  constructor(day: TradingDay, known: readonly KnownMinute[], facts: readonly Fact[]) {
    this.day = day;
    this.minutes = new DayMinutes(day);
    this.#facts = [...facts];
    this.#base = baseOf(known, facts);
    for (const minute of known) {
      this.minutes.set(minute);
      this.#learnedMs.set(minute.startMs, minute.learnedMs);
    }
  }

  /** What is known of a minute and when it was learned; undefined when it is not finished. */
  known(startMs: number): KnownMinute | undefined {
    const fact = this.minutes.get(startMs);
    return fact === undefined ? undefined : { ...fact, learnedMs: this.#learnedMs.get(startMs) ?? 0 };
  }

  /** Works in a fact that has just become durable; answers what it changed, in `views` at least. */
  apply(fact: Fact, views: Iterable<View>): ViewChanges {
    const changes = new Map<string, readonly MarketBar[]>();
    const minute = minuteOf(fact);
    if (minute === null) return changes;
    for (const view of views) this.fold(view);
    this.#facts.push(fact);
    this.minutes.set(minute);
    this.#learnedMs.set(minute.startMs, fact.learnedMs);
    for (const [key, fold] of this.#folds) {
      const bars = fold.advance(minute);
      if (bars.length > 0) changes.set(key, bars);
    }
    return changes;
  }

  /** The day's bars in a view, as they stand; kept up to date from now on. */
  fold(view: View): BucketFold {
    const key = viewKey(view);
    let fold = this.#folds.get(key);
    if (fold === undefined) {
      fold = view.timeframe === "1m" ? new BucketFold(this.minutes, "1m", view.session) : this.#replay(view);
      this.#folds.set(key, fold);
    }
    return fold;
  }

  /** The day in a view as it was at a cursor, to be advanced by the facts after it. */
  asOf(view: View, cursor: number): DayView {
    const dayView = new DayView(this.day, this.#base, view);
    for (const fact of this.#facts) {
      if (fact.cursor > cursor) break;
      dayView.advance(fact);
    }
    return dayView;
  }

  /** Folds the day's facts in their order, so that revision numbers come out as they were shown. */
  #replay(view: View): BucketFold {
    const replayed = new DayView(this.day, this.#base, view);
    for (const fact of this.#facts) replayed.advance(fact);
    return replayed.attachTo(this.minutes);
  }
}

/** One view of a day, folded fact by fact. */
export class DayView {
  readonly #minutes: DayMinutes;
  readonly #fold: BucketFold;

  constructor(day: TradingDay, base: readonly MinuteFact[], view: View) {
    this.#minutes = new DayMinutes(day);
    for (const minute of base) this.#minutes.set(minute);
    this.#fold = new BucketFold(this.#minutes, view.timeframe, view.session);
  }

  /** The bars that the fact closes or changes. */
  advance(fact: Fact): readonly MarketBar[] {
    const minute = minuteOf(fact);
    if (minute === null) return [];
    this.#minutes.set(minute);
    return this.#fold.advance(minute);
  }

  /** The fold, from now on reading the minutes of another holder that says the same. */
  attachTo(minutes: DayMinutes): BucketFold {
    return this.#fold.over(minutes);
  }
}

/** The minutes before the first fact of the log about them: what was backfilled. */
function baseOf(known: readonly KnownMinute[], facts: readonly Fact[]): readonly MinuteFact[] {
  const firstFacts = new Map<number, Fact>();
  for (const fact of facts)
    if (fact.startMs !== null && !firstFacts.has(fact.startMs)) firstFacts.set(fact.startMs, fact);
  const base: MinuteFact[] = [];
  for (const minute of known) {
    const first = firstFacts.get(minute.startMs);
    if (first === undefined) base.push(minute);
    else if (first.kind === "bar" && first.body.before !== null) {
      base.push({ kind: "bar", startMs: minute.startMs, bar: first.body.before });
    }
  }
  return base;
}
