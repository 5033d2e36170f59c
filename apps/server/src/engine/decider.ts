import type { MarketFact, OwnedFact } from "../log/market-log.ts";

/** What turns facts of the market into decisions. Everything but `prepare` is done within the turn of the call. */
export interface Decider {
  /** Called once the engine knows its place in time, before any symbol is prepared. */
  open(): Promise<void>;
  /** Makes a symbol's past known to it; from then on decisions are made about the symbol. */
  prepare(symbol: string): Promise<void>;
  /** Forgets a symbol. */
  drop(symbol: string): void;
  /** What follows from the time alone, up to `nowMs`. It becomes durable before facts that are learned then. */
  pass(nowMs: number): readonly OwnedFact[];
  /** What follows from facts that became known at one moment. They become durable together with these. */
  decide(facts: readonly MarketFact[]): readonly OwnedFact[];
}

/** Decides nothing. */
export const NO_DECISIONS: Decider = {
  open: async () => undefined,
  prepare: async () => undefined,
  drop: () => undefined,
  pass: () => [],
  decide: () => [],
};
