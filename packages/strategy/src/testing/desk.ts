import type { Fill, RiskProfile, RiskProposal, RiskState, Verdict } from "@spotlight/contracts";
import { RiskSentinel, type SentinelInput } from "../sentinel/index.ts";
import { OPEN_MS, testFill } from "./fills.ts";

/** An input without its time. */
export type Said = SentinelInput extends infer Input
  ? Input extends SentinelInput
    ? Omit<Input, "learnedMs">
    : never
  : never;

/** A trader's desk for tests: a sentinel and minutes since 2026-06-01 09:30 New York, with what a person does in a line. */
export class Desk {
  readonly sentinel: RiskSentinel;
  readonly facts: SentinelInput[] = [];
  private trades = 0;
  private readonly profile: RiskProfile;
  private readonly startMs: number;

  constructor(profile: RiskProfile, startMs = OPEN_MS) {
    this.profile = profile;
    this.startMs = startMs;
    this.sentinel = new RiskSentinel(profile, startMs);
  }

  get state(): RiskState {
    return this.sentinel.state;
  }

  /** Tells the sentinel something at a minute after the open. */
  say(minute: number, said: Said): RiskState | null {
    const input = { ...said, learnedMs: OPEN_MS + minute * 60_000 } as SentinelInput;
    this.facts.push(input);
    return this.sentinel.step(input);
  }

  fill(minute: number, id: string, values: Partial<Fill>): RiskState | null {
    return this.say(minute, {
      type: "fill",
      fill: testFill(id, { atMs: OPEN_MS + minute * 60_000, ...values }),
    });
  }

  /** Buys 100 SPY at 100 with a stop at 99 and sells them a minute later: 1 R is 100 dollars. */
  trade(minute: number, resultR: number, stop: number | null = 99): void {
    this.trades += 1;
    this.fill(minute, `in${this.trades}`, { stop });
    this.fill(minute + 1, `out${this.trades}`, { side: "sell", price: 100 + resultR });
  }

  /** Asks for 100 SPY at 100, stop 99, grade A, unless told otherwise. */
  ask(proposal: Partial<RiskProposal> = {}): Verdict {
    return this.sentinel.verdict({
      symbol: "SPY",
      direction: "long",
      entry: 100,
      stop: 99,
      grade: "A",
      ...proposal,
    });
  }

  /** The sentinel that a restart makes of the same facts. */
  restarted(): RiskSentinel {
    const sentinel = new RiskSentinel(this.profile, this.startMs);
    for (const fact of this.facts) sentinel.step(fact);
    return sentinel;
  }
}
