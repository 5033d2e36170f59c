import type { Bar, Revision } from "@spotlight/contracts";
import type { MarketApi } from "./api.ts";
import { Emitter } from "./emitter.ts";

/** `official`: the vendor's bar differs from what the trades gave. `changed`: a late, corrected or filled-in bar. */
export type RevisionKind = "official" | "changed";

/** Whether a revision changed a price or the volume; a plain confirmation by the vendor does not. */
export function changesValues({ before, after }: Revision): boolean {
  if (before === null) return false;
  const { ohlcv: x } = before;
  const { ohlcv: y } = after;
  return x.o !== y.o || x.h !== y.h || x.l !== y.l || x.c !== y.c || x.v !== y.v;
}

/** The changes of one symbol's minutes since a time, kept up to date page by page. */
export class RevisionLedger {
  readonly changes = new Emitter<void>();
  readonly #api: MarketApi;
  readonly #symbol: string;
  readonly #fromMs: number;
  #entries: readonly Revision[] = [];
  #minutes = new Map<number, RevisionKind>();
  #cursor = 0;
  #running: Promise<void> | null = null;
  #again = false;

  /** `fromMs` bounds the minutes' starts. Nothing is asked for before {@link refresh}. */
  constructor(api: MarketApi, symbol: string, fromMs: number) {
    this.#api = api;
    this.#symbol = symbol;
    this.#fromMs = fromMs;
  }

  /** Revisions that changed values, oldest first. The array is replaced when it grows. */
  get entries(): readonly Revision[] {
    return this.#entries;
  }

  /** How the minutes inside of this bar changed after they closed; null when none did. */
  kindOf(bar: Bar): RevisionKind | null {
    if (bar.timeframe === "1m") return this.#minutes.get(bar.bar_start) ?? null;
    let found: RevisionKind | null = null;
    for (const [startMs, kind] of this.#minutes) {
      if (startMs < bar.bar_start || startMs >= bar.bar_end) continue;
      if (kind === "changed") return kind;
      found = kind;
    }
    return found;
  }

  /** Loads what was added since the last time. Calls while one is running are answered by one more. */
  refresh(): Promise<void> {
    if (this.#running !== null) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#load().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #load(): Promise<void> {
    do {
      this.#again = false;
      const answer = await this.#api.revisions({
        symbol: this.#symbol,
        from: this.#fromMs,
        after: this.#cursor,
      });
      const fresh = answer.revisions.filter(changesValues);
      this.#cursor = Math.max(this.#cursor, answer.revisions.at(-1)?.cursor ?? 0);
      if (fresh.length > 0) {
        this.#entries = [...this.#entries, ...fresh];
        for (const { cause, after } of fresh) {
          if (cause !== "official") this.#minutes.set(after.bar_start, "changed");
          else if (!this.#minutes.has(after.bar_start)) this.#minutes.set(after.bar_start, "official");
        }
        this.changes.emit();
      }
    } while (this.#again);
  }
}
