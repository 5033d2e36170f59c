import { describe, expect, it } from "vitest";
import { type Candidate, diverse, faded, fused } from "./rank.ts";

const DAY_MS = 86_400_000;

function candidate(text: string, more: Partial<Candidate> = {}): Candidate {
  return { kind: "insight", text, learnedMs: 0, ...more };
}

/** What a full score is worth after some days. */
function at(days: number, kind: Candidate["kind"]): number {
  return faded([{ item: candidate("x", { kind }), score: 1 }], days * DAY_MS)[0]?.score ?? Number.NaN;
}

describe("ranking", () => {
  it("puts first what stands high in several lists", () => {
    const order = fused([
      ["a", "b", "c"],
      ["d", "b"],
    ]).map(({ item }) => item);
    expect(order).toEqual(["b", "a", "d", "c"]);
  });

  it("lets insights fade to a half, never below, and rules and terms not at all", () => {
    expect([at(0, "insight"), at(90, "insight"), at(180, "post_mortem")]).toEqual([1, 0.75, 0.625]);
    expect(at(10_000, "insight")).toBeGreaterThanOrEqual(0.5);
    expect(at(10_000, "playbook")).toBe(1);
  });

  it("brings what was learned later before the same from long ago", () => {
    const old = { item: candidate("old"), score: 1 };
    const late = { item: candidate("late", { learnedMs: 200 * DAY_MS }), score: 0.9 };
    expect(faded([old, late], 200 * DAY_MS).map(({ item }) => item.text)).toEqual(["late", "old"]);
  });

  it("leaves out what says the same, and brings something else before something alike", () => {
    const ranked = [
      { item: candidate("never widen a stop"), score: 1 },
      { item: candidate("Never widen a stop."), score: 0.99 },
      { item: candidate("never widen a wide stop again"), score: 0.98 },
      { item: candidate("volume confirms a breakout"), score: 0.9 },
    ];
    expect(diverse(ranked, 3).map(({ item }) => item.text)).toEqual([
      "never widen a stop",
      "volume confirms a breakout",
      "never widen a wide stop again",
    ]);
    expect(diverse([], 3)).toEqual([]);
  });
});
