import type { Bar, GapSpan, HistoryAnswer, SessionKind, Timeframe } from "@spotlight/contracts";

/** Which copy is meant: one symbol in one timeframe and session. */
export interface SeriesKey {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
}

/** What a piece of news did to a series. */
export type SeriesChange =
  /** Anything may differ: history was loaded or loaded again. */
  | { readonly kind: "reset" }
  /** A page of older bars came in front; `added` counts them. */
  | { readonly kind: "older"; readonly added: number }
  /** A bar that was not known closed. */
  | { readonly kind: "closed"; readonly bar: Bar }
  /** A known bar was replaced by a newer revision. */
  | { readonly kind: "revised"; readonly bar: Bar; readonly before: Bar }
  /** The forming bar moved. */
  | { readonly kind: "forming"; readonly bar: Bar };

/** Whether two bars carry the same prices, volume and vwap, whatever their state and revision. */
export function sameValues(a: Bar, b: Bar): boolean {
  const { ohlcv: x } = a;
  const { ohlcv: y } = b;
  return x.o === y.o && x.h === y.h && x.l === y.l && x.c === y.c && x.v === y.v && a.vw === b.vw;
}

/**
 * The client's copy of one series: closed bars in order of their number, each with the log position at which it was
 * known to be true, and the forming bar. News about a number replaces what is known of it, never adds to it, and older
 * news never replaces newer news: a history answer at cursor c is older than every stream frame after c.
 */
export class BarSeries {
  readonly key: SeriesKey;
  #bars: Bar[] = [];
  #trueAt = new Map<number, number>();
  #forming: Bar | null = null;
  #gaps: GapSpan[] = [];
  #loaded = false;
  #startReached = false;

  constructor(key: SeriesKey) {
    this.key = key;
  }

  /** Closed and official bars, ascending. The array is replaced, not changed, so it can be compared by identity. */
  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** The bar that is being made, always newer than every closed one; null between bars. */
  get forming(): Bar | null {
    return this.#forming;
  }

  /** Stretches without whole bars, ascending. */
  get gaps(): readonly GapSpan[] {
    return this.#gaps;
  }

  /** Whether history was loaded and still holds. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Whether the first bar here is the first there is. */
  get startReached(): boolean {
    return this.#startReached;
  }

  /** The newest price: of the forming bar, else of the last closed one; null when nothing is known. */
  get lastPrice(): number | null {
    return (this.#forming ?? this.#bars.at(-1))?.ohlcv.c ?? null;
  }

  /** The closed bar with this number. */
  at(seq: number): Bar | undefined {
    return this.#bars[this.#find(seq)];
  }

  /** Takes the newest history. Bars that the stream brought after its cursor stay; all else becomes the answer. */
  load(answer: HistoryAnswer): SeriesChange {
    const newer = this.#bars.filter((bar) => (this.#trueAt.get(bar.seq) ?? -1) > answer.cursor);
    const merged = new Map<number, Bar>(answer.bars.map((bar) => [bar.seq, bar]));
    const trueAt = new Map<number, number>(answer.bars.map((bar) => [bar.seq, answer.cursor]));
    for (const bar of newer) {
      merged.set(bar.seq, bar);
      trueAt.set(bar.seq, this.#trueAt.get(bar.seq) ?? answer.cursor);
    }
    this.#bars = [...merged.values()].sort((a, b) => a.seq - b.seq);
    this.#trueAt = trueAt;
    this.#gaps = answer.gaps.toSorted((a, b) => a.fromMs - b.fromMs);
    this.#loaded = true;
    this.#startReached = false;
    this.#dropForming();
    return { kind: "reset" };
  }

  /** Nothing older than what is held exists. */
  reachStart(): void {
    this.#startReached = true;
  }

  /** Takes a page of history of any time. */
  merge(answer: HistoryAnswer): SeriesChange {
    const first = this.#bars[0]?.seq ?? Number.POSITIVE_INFINITY;
    const merged = new Map<number, Bar>(this.#bars.map((bar) => [bar.seq, bar]));
    let added = 0;
    let changedInside = false;
    for (const bar of answer.bars) {
      if ((this.#trueAt.get(bar.seq) ?? -1) > answer.cursor) continue;
      if (bar.seq < first && !merged.has(bar.seq)) added += 1;
      else if (merged.get(bar.seq)?.rev !== bar.rev) changedInside = true;
      merged.set(bar.seq, bar);
      this.#trueAt.set(bar.seq, answer.cursor);
    }
    this.#bars = [...merged.values()].sort((a, b) => a.seq - b.seq);
    changedInside = this.#mergeGaps(answer) || changedInside;
    this.#dropForming();
    return changedInside ? { kind: "reset" } : { kind: "older", added };
  }

  /** Takes a closed or revised bar of the stream, true at `cursor`. Null when it says nothing new. */
  close(bar: Bar, cursor: number): SeriesChange | null {
    if ((this.#trueAt.get(bar.seq) ?? -1) >= cursor) return null;
    this.#trueAt.set(bar.seq, cursor);
    const index = this.#find(bar.seq);
    const before = this.#bars[index];
    if (before === undefined) this.#insert(bar);
    else this.#bars = this.#bars.with(index, bar);
    this.#dropForming();
    return before === undefined ? { kind: "closed", bar } : { kind: "revised", bar, before };
  }

  /** Takes a forming bar. Null when that bar, or a later one, is already closed. */
  form(bar: Bar): SeriesChange | null {
    const last = this.#bars.at(-1);
    if (last !== undefined && bar.seq <= last.seq) return null;
    if (this.#forming !== null && bar.seq < this.#forming.seq) return null;
    this.#forming = bar;
    return { kind: "forming", bar };
  }

  /** The log can no longer be followed from here: everything held may be old until history is loaded again. */
  distrust(): void {
    this.#loaded = false;
    for (const seq of this.#trueAt.keys()) this.#trueAt.set(seq, -1);
  }

  #mergeGaps(answer: HistoryAnswer): boolean {
    const known = new Set(this.#gaps.map((gap) => `${gap.fromMs}-${gap.toMs}`));
    const fresh = answer.gaps.filter((gap) => !known.has(`${gap.fromMs}-${gap.toMs}`));
    if (fresh.length === 0) return false;
    const starts = new Set(fresh.map((gap) => gap.fromMs));
    const kept = this.#gaps.filter((gap) => !starts.has(gap.fromMs));
    this.#gaps = [...kept, ...fresh].sort((a, b) => a.fromMs - b.fromMs);
    return fresh.some((gap) => gap.toMs > (answer.bars.at(-1)?.bar_end ?? 0));
  }

  #insert(bar: Bar): void {
    const last = this.#bars.at(-1);
    if (last === undefined || last.seq < bar.seq) this.#bars = [...this.#bars, bar];
    else {
      const index = this.#bars.findIndex((known) => known.seq > bar.seq);
      this.#bars = this.#bars.toSpliced(index, 0, bar);
    }
  }

  #dropForming(): void {
    const last = this.#bars.at(-1);
    if (last !== undefined && this.#forming !== null && this.#forming.seq <= last.seq) this.#forming = null;
  }

  /** Index of a bar by its number; -1 when it is not known. */
  #find(seq: number): number {
    let low = 0;
    let high = this.#bars.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#bars[middle]?.seq ?? 0;
      if (found === seq) return middle;
      if (found < seq) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
