import type { MarketEvent } from "@spotlight/contracts";
import { MINUTE_MS, type MarketBar } from "../bar.ts";
import type { MarketChange } from "./change.ts";
import { SymbolFold } from "./symbol-fold.ts";

/** How the market fold behaves. */
export interface MarketFoldOptions {
  /** Trading days whose tapes are kept per symbol, ≥ 1; later prints for older days are refused. Default 2. */
  readonly retainedDays?: number;
  /** How long after its end a minute waits for stragglers before it closes, ms of feed time. Default 0. */
  readonly closeGraceMs?: number;
}

/** Shared and never written to; not frozen, because iterating a frozen array is slower. */
const NOTHING: readonly MarketChange[] = [];

/**
 * Events → 1m bars, for any number of symbols. Pure: time comes with the events. Whatever the order in which the same
 * events arrive, and however often each is repeated, the bars end the same, to the last bit.
 */
export class MarketFold {
  readonly #symbols = new Map<string, SymbolFold>();
  readonly #retainedDays: number;
  readonly #closeGraceMs: number;
  /** The symbol of the last event: trades come in runs, and a look-up costs more than the rest of the work. */
  #latest: SymbolFold | null = null;
  #nowMs = -Infinity;
  #closesNextMs = -Infinity;

  constructor(options: MarketFoldOptions = {}) {
    this.#retainedDays = options.retainedDays ?? 2;
    this.#closeGraceMs = options.closeGraceMs ?? 0;
  }

  /** The feed's time: the latest receive time seen, epoch ms; -Infinity before the first event. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Takes one event and answers what it changed, in order; most often nothing but a forming bar. */
  step(event: MarketEvent): readonly MarketChange[] {
    const closing = event.receivedMs >= this.#closesNextMs ? this.#advance(event.receivedMs) : NOTHING;
    if (event.receivedMs > this.#nowMs) this.#nowMs = event.receivedMs;
    if (event.type === "trade") {
      const change = this.#fold(event.symbol).trade(event);
      if (change === null) return closing;
      return closing.length === 0 ? [change] : [...closing, change];
    }
    const changes = this.#other(event);
    return closing.length === 0 ? changes : [...closing, ...changes];
  }

  /** The symbol's bar that is still forming, null when its minute has no bar yet. */
  forming(symbol: string): MarketBar | null {
    return this.#symbols.get(symbol)?.forming() ?? null;
  }

  /** Start of the symbol's forming minute, epoch ms; null before it was covered. */
  formingMs(symbol: string): number | null {
    return this.#symbols.get(symbol)?.formingMs ?? null;
  }

  /** Symbols whose forming bar changed since the last call. */
  takeDirty(): ReadonlySet<string> {
    const dirty = new Set<string>();
    for (const fold of this.#symbols.values()) {
      if (fold.dirty) dirty.add(fold.symbol);
      fold.dirty = false;
    }
    return dirty;
  }

  /** Forgets a symbol and its tapes. */
  drop(symbol: string): void {
    this.#symbols.delete(symbol);
    this.#latest = null;
  }

  #other(event: Exclude<MarketEvent, { type: "trade" }>): readonly MarketChange[] {
    if (event.type === "clock") return NOTHING;
    const fold = this.#fold(event.symbol);
    switch (event.type) {
      case "aggregate": {
        const { open, high, low, close, volume, vwap = null, tradeCount = null } = event;
        return listed(
          fold.official(
            event.startMs,
            { open, high, low, close, volume, vwap, tradeCount },
            event.receivedMs,
          ),
        );
      }
      case "cancel":
      case "correction":
        return listed(fold.amend(event));
      case "coverage": {
        const changes: MarketChange[] = [];
        fold.cover(
          event.covered,
          event.eventMs,
          event.receivedMs,
          event.reason ?? "feed interrupted",
          changes,
        );
        return changes;
      }
      case "trading_status": {
        const { symbol, halted, reason, receivedMs: learnedMs } = event;
        return [{ kind: "trading_status", symbol, halted, reason, learnedMs }];
      }
    }
  }

  #advance(receivedMs: number): readonly MarketChange[] {
    const overMs = receivedMs - this.#closeGraceMs;
    this.#closesNextMs = overMs - (overMs % MINUTE_MS) + MINUTE_MS + this.#closeGraceMs;
    const changes: MarketChange[] = [];
    for (let endMs = this.#closesFirstMs(overMs); endMs <= overMs; endMs = this.#closesFirstMs(overMs, endMs))
      for (const fold of this.#symbols.values()) fold.closeUntil(endMs, receivedMs, changes);
    return changes;
  }

  /**
   * The earliest end, after `afterMs`, of a minute that some symbol is to close; Infinity when there is none up to
   * `overMs`. So minutes close one after the other, each for every symbol, however long nothing was heard.
   */
  #closesFirstMs(overMs: number, afterMs = -Infinity): number {
    let firstMs = Infinity;
    for (const fold of this.#symbols.values()) {
      const endMs = fold.closesNextMs;
      if (endMs > afterMs && endMs <= overMs && endMs < firstMs) firstMs = endMs;
    }
    return firstMs;
  }

  #fold(symbol: string): SymbolFold {
    const latest = this.#latest;
    if (latest !== null && latest.symbol === symbol) return latest;
    let fold = this.#symbols.get(symbol);
    if (fold === undefined) {
      fold = new SymbolFold(symbol, this.#retainedDays);
      this.#symbols.set(symbol, fold);
    }
    this.#latest = fold;
    return fold;
  }
}

function listed(change: MarketChange | null): readonly MarketChange[] {
  return change === null ? NOTHING : [change];
}
