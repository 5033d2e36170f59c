import type { Callout, CalloutState, Outcome, Signal } from "@spotlight/contracts";

/** For how long a snooze keeps a symbol quiet, ms. */
export const SNOOZE_MS = 30_000;

const OPEN: ReadonlySet<CalloutState> = new Set(["proposed", "snoozed"]);

/** What a trader does with a callout. */
export type CalloutAction = "accept" | "reject" | "snooze";

/** Why nothing can be done with a callout. */
export type CalloutRefusal = "unknown" | "already_answered" | "expired" | "withdrawn";

/**
 * The callouts of one day and what became of them. Changes go one way: proposed, perhaps snoozed for a while, then
 * accepted, rejected, expired or withdrawn. Each change is a new callout with the same id.
 */
export class CalloutBook {
  readonly #callouts = new Map<string, Callout>();
  /** Ids by symbol, oldest first. */
  readonly #idsOf = new Map<string, Set<string>>();
  readonly #snoozes = new Map<string, number>();

  /** The callouts, oldest first. */
  get all(): Iterable<Callout> {
    return this.#callouts.values();
  }

  /** When time alone changes a callout next, epoch ms; Infinity while none waits. */
  get dueMs(): number {
    let dueMs = Infinity;
    for (const { state, signal, snoozedUntilMs } of this.#callouts.values())
      if (OPEN.has(state)) dueMs = Math.min(dueMs, signal.expiresMs, snoozedUntilMs ?? Infinity);
    return dueMs;
  }

  /** The callout of an id; undefined when there is none today. */
  get(id: string): Callout | undefined {
    return this.#callouts.get(id);
  }

  /** Takes a callout as it is: a new one, or one that was told before a restart. */
  put(callout: Callout): void {
    this.#callouts.set(callout.id, callout);
    const { symbol } = callout.signal;
    const ids = this.#idsOf.get(symbol);
    if (ids === undefined) this.#idsOf.set(symbol, new Set([callout.id]));
    else ids.add(callout.id);
    const untilMs = callout.snoozedUntilMs ?? 0;
    if (untilMs > (this.#snoozes.get(symbol) ?? 0)) this.#snoozes.set(symbol, untilMs);
  }

  /** Takes a new callout; while its symbol is snoozed it waits. Answers it as it is kept. */
  add(callout: Callout, nowMs: number): Callout {
    const untilMs = this.#snoozes.get(callout.signal.symbol) ?? 0;
    const waits = callout.state === "proposed" && untilMs > nowMs;
    const kept: Callout = waits ? { ...callout, state: "snoozed", snoozedUntilMs: untilMs } : callout;
    this.put(kept);
    return kept;
  }

  /** Forgets the day. */
  clear(): void {
    this.#callouts.clear();
    this.#idsOf.clear();
    this.#snoozes.clear();
  }

  /** Works in what became of a callout's signal; a retracted one takes back a proposal that nobody has answered. */
  signalChanged(signal: Signal, nowMs: number): Callout | null {
    const callout = this.#callouts.get(signal.id);
    if (callout === undefined) return null;
    const withdrawn = signal.status === "retracted" && OPEN.has(callout.state);
    const state = withdrawn ? { state: "withdrawn" as const, stateMs: nowMs } : {};
    return this.#keep({ ...callout, signal, ...state });
  }

  /** Why a callout cannot be answered now; null when it can. */
  refusal(id: string, nowMs: number): CalloutRefusal | null {
    const callout = this.#callouts.get(id);
    if (callout === undefined) return "unknown";
    if (callout.state === "withdrawn") return "withdrawn";
    if (callout.state === "expired") return "expired";
    if (!OPEN.has(callout.state)) return "already_answered";
    return callout.signal.expiresMs <= nowMs ? "expired" : null;
  }

  /** Answers a callout that can be answered. A snooze holds for every callout of the symbol. */
  respond(id: string, action: CalloutAction, reason: string | null, nowMs: number): readonly Callout[] {
    const callout = this.#callouts.get(id);
    if (callout === undefined) return [];
    if (action === "snooze") return this.#snooze(callout.signal.symbol, nowMs);
    const state = action === "accept" ? "accepted" : "rejected";
    return [this.#keep({ ...callout, state, stateMs: nowMs, stateReason: reason, snoozedUntilMs: null })];
  }

  /** What time alone changes: callouts whose time is over, and snoozes. */
  tick(nowMs: number): readonly Callout[] {
    const changed: Callout[] = [];
    for (const callout of this.#callouts.values()) {
      if (!OPEN.has(callout.state)) continue;
      if (callout.signal.expiresMs <= nowMs) {
        const atMs = callout.signal.expiresMs;
        changed.push(this.#keep({ ...callout, state: "expired", stateMs: atMs, snoozedUntilMs: null }));
      } else if (callout.snoozedUntilMs !== null && callout.snoozedUntilMs <= nowMs) {
        const stateMs = callout.snoozedUntilMs;
        changed.push(this.#keep({ ...callout, state: "proposed", stateMs, snoozedUntilMs: null }));
      }
    }
    return changed;
  }

  /** Scores the callouts of a symbol afresh; answers those whose outcome became known or changed. */
  score(symbol: string, outcomeOf: (callout: Callout) => Outcome | null): readonly Callout[] {
    const changed: Callout[] = [];
    for (const id of this.#idsOf.get(symbol) ?? []) {
      const callout = this.#callouts.get(id);
      if (callout === undefined) continue;
      const outcome = outcomeOf(callout);
      if (!sameOutcome(callout.outcome, outcome)) changed.push(this.#keep({ ...callout, outcome }));
    }
    return changed;
  }

  #snooze(symbol: string, nowMs: number): readonly Callout[] {
    const untilMs = nowMs + SNOOZE_MS;
    this.#snoozes.set(symbol, untilMs);
    const changed: Callout[] = [];
    for (const callout of this.#callouts.values()) {
      if (callout.signal.symbol !== symbol || !OPEN.has(callout.state)) continue;
      changed.push(this.#keep({ ...callout, state: "snoozed", stateMs: nowMs, snoozedUntilMs: untilMs }));
    }
    return changed;
  }

  #keep(callout: Callout): Callout {
    this.#callouts.set(callout.id, callout);
    return callout;
  }
}

function sameOutcome(a: Outcome | null, b: Outcome | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.how === b.how &&
    a.resultR === b.resultR &&
    a.exitMs === b.exitMs &&
    a.maeR === b.maeR &&
    a.mfeR === b.mfeR
  );
}
