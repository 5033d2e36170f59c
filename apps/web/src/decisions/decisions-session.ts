import type { Callout, RiskState, TakeBody, TradesAnswer } from "@spotlight/contracts";
import { tradingDayOf } from "@spotlight/market";
import { Emitter } from "../stream/emitter.ts";
import { ApiError, type MarketStream } from "../stream/index.ts";
import type { DecisionsApi } from "./decisions-api.ts";

/** What the page knows of the person's decisions today. Replaced as a whole when something changes. */
export interface DecisionFacts {
  /** Today's callouts, the newest first; null before the first answer. */
  readonly callouts: readonly Callout[] | null;
  readonly risk: RiskState | null;
  readonly trades: TradesAnswer | null;
  /** Why the newest question has no answer; null when it has one. */
  readonly failure: string | null;
}

const NOTHING: DecisionFacts = { callouts: null, risk: null, trades: null, failure: null };

/**
 * The person's callouts, limits and trades on this page, without React: asked for once the stream is there, and kept up to
 * date by its frames. Every change of a callout is the whole callout, so that an answer and a frame can come in any order.
 */
export class DecisionsSession {
  readonly api: DecisionsApi;
  readonly changes = new Emitter<void>();
  /** A callout that is put before the trader for the first time. */
  readonly proposals = new Emitter<Callout>();
  #facts = NOTHING;
  #asked: string | null = null;
  readonly #leave: (() => void)[] = [];

  constructor(api: DecisionsApi) {
    this.api = api;
  }

  get facts(): DecisionFacts {
    return this.#facts;
  }

  /** The callout that waits for an answer: the newest one that is shown and neither answered nor over. */
  get waiting(): Callout | null {
    return this.#facts.callouts?.find(isWaiting) ?? null;
  }

  /** Listens to a stream. `nowMs` tells the market's time, null while it is not known. */
  start(stream: MarketStream, nowMs: () => number | null): void {
    if (this.#leave.length > 0) return;
    this.#leave.push(
      stream.decisions.on((frame) => {
        if (frame.name === "callout") this.#take(frame.frame);
        if (frame.name === "risk") this.#show({ risk: frame.frame });
      }),
      stream.states.on(({ phase, epochId }) => {
        const key = `${epochId ?? ""} ${stream.counts.gaps}`;
        if (phase !== "live" || this.#asked === key) return;
        this.#asked = key;
        void this.load(nowMs() ?? Date.now());
      }),
    );
  }

  stop(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#asked = null;
  }

  /** Asks for everything of the trading day that a time belongs to. */
  async load(nowMs: number): Promise<void> {
    const fromMs = tradingDayOf(nowMs).preOpenMs;
    try {
      const [{ callouts }, { state }, trades] = await Promise.all([
        this.api.callouts(fromMs),
        this.api.risk(),
        this.api.trades(fromMs),
      ]);
      const heard = this.#facts.callouts ?? [];
      const newer = heard.filter(
        (callout) => !callouts.some(({ id, stateMs }) => id === callout.id && stateMs >= callout.stateMs),
      );
      const today = newer.filter(({ signal }) => signal.atMs >= fromMs);
      const rest = callouts.filter(({ id }) => !today.some((callout) => callout.id === id));
      this.#show({ callouts: inOrder([...today, ...rest]), risk: state, trades, failure: null });
    } catch (error) {
      this.#show({ failure: error instanceof ApiError ? error.message : "Callouts could not be loaded." });
    }
  }

  /** Answers a callout. Rejects with `ApiError`, whose sentence says why it cannot be. */
  async respond(id: string, action: "accept" | "reject" | "snooze", reason?: string): Promise<void> {
    this.#take(await this.api.respond(id, action, reason));
  }

  /** Accepts a callout with its fill. Rejects with `ApiError`; then neither is stored. */
  async takeWith(id: string, body: TakeBody): Promise<void> {
    const { callout, trades, fills } = await this.api.take(id, body);
    this.#take(callout);
    this.takeTrades({ trades, fills });
  }

  /** Takes the trades that an answer brought. */
  takeTrades(trades: TradesAnswer): void {
    this.#show({ trades });
  }

  #take(callout: Callout): void {
    const known = this.#facts.callouts ?? [];
    const before = known.find(({ id }) => id === callout.id);
    if (before !== undefined && before.stateMs > callout.stateMs) return;
    const others = known.filter(
      ({ id, signal }) => id !== callout.id && sameDay(signal.atMs, callout.signal.atMs),
    );
    this.#show({ callouts: inOrder([callout, ...others]) });
    if (before === undefined && isWaiting(callout)) this.proposals.emit(callout);
  }

  #show(change: Partial<DecisionFacts>): void {
    this.#facts = { ...this.#facts, ...change };
    this.changes.emit();
  }
}

/** Whether a callout waits for the trader's answer now. */
export function isWaiting({ state, hidden }: Callout): boolean {
  return hidden === null && state === "proposed";
}

function inOrder(callouts: readonly Callout[]): readonly Callout[] {
  return callouts.toSorted((a, b) => b.signal.atMs - a.signal.atMs);
}

function sameDay(a: number, b: number): boolean {
  return tradingDayOf(a).preOpenMs === tradingDayOf(b).preOpenMs;
}
