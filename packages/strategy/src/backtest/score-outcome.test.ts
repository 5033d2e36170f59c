import { outcomeSchema } from "@spotlight/contracts";
import { expect, it } from "vitest";
import { type Prices, testColumns } from "../testing/columns.ts";
import { OPEN_MS } from "../testing/fills.ts";
import { type ScoredPlan, scoreOutcome } from "./score-outcome.ts";

const FLAT: Prices = [100, 100, 100, 100];
const PLAN: ScoredPlan = { direction: "long", entry: 100, stop: 99, targets: [101, 102], holdMinutes: 30 };

it("scores a proposal in R from its fill at the next open, without costs", () => {
  const bars = testColumns([FLAT, FLAT, [100, 101, 99.75, 101], [101, 102, 101, 102]], OPEN_MS);
  const score = scoreOutcome(bars, 0, PLAN);
  expect(score).toEqual({
    kind: "outcome",
    outcome: {
      how: "target",
      resultR: 1.5,
      maeR: 0.25,
      mfeR: 2,
      minutesToPlusOneR: 2,
      minutesToMinusOneR: null,
      entryMs: OPEN_MS + 60_000,
      exitMs: OPEN_MS + 240_000,
      entryPrice: 100,
      exitPrice: 101.5,
    },
  });
  expect(score.kind === "outcome" && outcomeSchema.parse(score.outcome)).toBeTruthy();
});

it("is open until the bars decide, and missed where there was nothing to fill", () => {
  const bars = testColumns([FLAT, FLAT, FLAT], OPEN_MS);
  expect(scoreOutcome(bars, 0, PLAN)).toEqual({ kind: "open" });
  expect(scoreOutcome(bars, 2, PLAN)).toEqual({ kind: "open" });
  expect(scoreOutcome(testColumns([FLAT, [98, 98, 98, 98]], OPEN_MS), 0, PLAN)).toEqual({ kind: "missed" });
});

it("says the same whatever comes after the exit", () => {
  const prices: Prices[] = [FLAT, FLAT, [100, 100, 99, 99]];
  const later: Prices[] = [...prices, [150, 200, 50, 150]];
  expect(scoreOutcome(testColumns(later, OPEN_MS), 0, PLAN)).toEqual(
    scoreOutcome(testColumns(prices, OPEN_MS), 0, PLAN),
  );
});
