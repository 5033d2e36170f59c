import type { MarketState, MarketStatus } from "@spotlight/contracts";
import { describe, expect, it } from "vitest";
import type { ConnectionPhase, ConnectionState } from "../stream/index.ts";
import { ageText, describeState, sourceText } from "./words.ts";

function connection(phase: ConnectionPhase, reason: string | null = null): ConnectionState {
  return { phase, attempt: 0, retryAtMs: null, reason, epochId: null, cursor: null };
}

function market(state: MarketState, more: Partial<MarketStatus> = {}): MarketStatus {
  const nowMs = 1_710_250_200_000;
  const base = { source: "massive", session: "regular" as const, defaultSession: "rth" as const, speed: 1 };
  return { ...base, state, nowMs, lastEventMs: nowMs - 14_000, symbols: [], ...more };
}

function sentence(
  phase: ConnectionPhase,
  status: MarketStatus | null,
  dataAgeMs: number | null = null,
): string {
  return describeState({ connection: connection(phase), market: status, dataAgeMs, retryInMs: null })
    .sentence;
}

describe("describeState", () => {
  it("says what is known, then what to do", () => {
    expect(sentence("live", market("stale"))).toBe("Feed quiet for 14\u202Fs. Prices may be old.");
    expect(sentence("live", market("down", { reason: "The key was refused." }))).toBe(
      "The feed is down. The key was refused. Prices are old.",
    );
    expect(sentence("live", market("live", { source: "sim:1", speed: 20 }))).toBe(
      "Simulating Tue, Mar 12 at 20×.",
    );
    expect(sentence("live", market("live", { source: "replay", speed: null }))).toBe(
      "Replaying Tue, Mar 12 as fast as it can.",
    );
    expect(sentence("stale", market("live"), 20_000)).toBe(
      "Nothing from the server for 20\u202Fs. Prices may be old.",
    );
    expect(sentence("stopped", market("starting"))).toBe("History is being made ready.");
  });

  it("counts down to the next attempt and offers to try now", () => {
    const words = describeState({
      connection: connection("reconnecting", "The server does not answer."),
      market: market("live"),
      dataAgeMs: 5_000,
      retryInMs: 7_400,
    });
    expect(words.sentence).toBe("Connection lost. The server does not answer. Next try in 7\u202Fs.");
    expect(words).toMatchObject({ action: "retry", fresh: false, loud: true, tone: "bad" });
  });

  it("trusts prices only while both the connection and the feed flow", () => {
    const states: MarketState[] = ["starting", "live", "stale", "closed", "ended", "down"];
    const fresh = states.filter(
      (state) =>
        describeState({
          connection: connection("live"),
          market: market(state),
          dataAgeMs: 0,
          retryInMs: null,
        }).fresh,
    );
    expect(fresh).toEqual(["live", "closed", "ended"]);
    const phases: ConnectionPhase[] = ["connecting", "stale", "gap-filling", "reconnecting", "outdated"];
    for (const phase of phases) {
      const facts = { connection: connection(phase), market: market("live"), dataAgeMs: 0, retryInMs: null };
      expect(describeState(facts).fresh).toBe(false);
    }
  });
});

describe("texts", () => {
  it("name ages and sources plainly", () => {
    expect([null, 300, 4_200, 240_000].map(ageText)).toEqual(["–", "<1\u202Fs", "4\u202Fs", "4\u202Fmin"]);
    expect(["sim:1", "replay", "massive"].map(sourceText)).toEqual(["Simulator", "Replay", "Massive"]);
  });
});
