import type { MarketChange } from "@spotlight/market";
import type { MarketFact, MarketLog } from "../log/market-log.ts";
import type { EngineParts, SymbolState } from "./parts.ts";
import { volumeSpike } from "./spikes.ts";
import { stageChange } from "./stage.ts";
import { StagedMinutes } from "./staged-minutes.ts";

/** Makes facts of what the fold says, against what is stored already and what waits for its commit. */
export class Staging {
  readonly #parts: Pick<EngineParts, "meter" | "logger">;
  readonly #minutes = new StagedMinutes();
  /** When the newest stored halt or resumption of a symbol was learned, epoch ms: the fold sees the day from its start. */
  #haltsKnown: ReadonlyMap<string, number> = new Map();

  constructor(parts: Pick<EngineParts, "meter" | "logger">) {
    this.#parts = parts;
  }

  /** Takes note of the halts that a log holds and that were learned from a time on, epoch ms. */
  async recall(log: MarketLog, fromMs: number): Promise<void> {
    const after = await log.cursorBefore(fromMs);
    const range = { after, until: log.head, symbols: null, kinds: ["halt" as const] };
    const halts = await log.read({ ...range, limit: Number.MAX_SAFE_INTEGER });
    this.#haltsKnown = new Map(halts.map(({ symbol, learnedMs }) => [symbol ?? "", learnedMs]));
  }

  /** The fact that a change of a symbol makes; null when it says nothing new. */
  stage(change: MarketChange, state: SymbolState): MarketFact | null {
    const { symbol } = change;
    const startMs =
      change.kind === "closed" ? change.bar.startMs : change.kind === "revised" ? change.after.startMs : null;
    const minuteMs = startMs ?? ("startMs" in change ? change.startMs : null);
    const known =
      minuteMs === null ? undefined : (this.#minutes.get(symbol, minuteMs) ?? state.book.known(minuteMs));
    const fact = stageChange(change, known);
    if (fact === null) return null;
    if (fact.kind === "halt") {
      state.halted = fact.body.halted;
      if (fact.learnedMs <= (this.#haltsKnown.get(symbol) ?? -Infinity)) return null;
    }
    if (fact.kind === "bar") this.#inspect(fact, state);
    this.#minutes.add(fact);
    return fact;
  }

  /** A fact is durable: it is known from now on by what is stored. */
  settle(fact: Parameters<StagedMinutes["settle"]>[0]): void {
    this.#minutes.settle(fact);
  }

  #inspect(fact: Extract<MarketFact, { kind: "bar" }>, { book }: SymbolState): void {
    const spike = volumeSpike(fact, (minute) => book.sameMinutes(minute, fact.startMs));
    if (spike === null) return;
    this.#parts.meter.count("volume_spikes_total", 1, { kind: spike.kind });
    this.#parts.logger.warn({ spike }, "volume needs a look");
  }
}
