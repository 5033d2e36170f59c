import type { LookAheadVerdict } from "@spotlight/contracts";
import { describe, expect, test } from "vitest";
import type { Strategy } from "../decide/strategy.ts";
import { SETUPS } from "../setups/index.ts";
import {
  readsClosedLongerBar,
  readsFinalClose,
  readsNextBar,
  readsOpenLongerBar,
} from "../testing/cheats.ts";
import { randomMarket, tradingDays } from "../testing/random-market.ts";
import { analyseLookAhead } from "./analyse.ts";

const DAYS = tradingDays("2026-03-02", 26);
const WARM_UP_DAYS = 24;

function verdictsOf(strategies: readonly Strategy[], seed = 3): LookAheadVerdict[] {
  const minutes = new Map([["SPY", randomMarket(seed, DAYS).flat()]]);
  const days = DAYS.slice(WARM_UP_DAYS);
  const steps = analyseLookAhead({
    strategies,
    symbols: ["SPY"],
    minutes,
    days,
    checksMax: 12,
    warmUpChecksMax: 2,
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    expect(step.value).toBeGreaterThan(0);
  }
}

describe("look-ahead analysis", () => {
  test("every shipped setup is clean", () => {
    const verdicts = verdictsOf(SETUPS);
    expect(verdicts.map(({ strategy }) => strategy)).toEqual(SETUPS.map(({ id }) => id));
    expect(verdicts.filter(({ clean }) => !clean)).toEqual([]);
    expect(verdicts.reduce((sum, { checked }) => sum + checked, 0)).toBeGreaterThan(5);
  });

  test("an honest strategy over a longer timeframe is clean", () => {
    const [verdict] = verdictsOf([readsClosedLongerBar]);
    expect(verdict?.checked).toBeGreaterThan(3);
    expect(verdict?.clean).toBe(true);
  });

  test.for([readsNextBar, readsOpenLongerBar, readsFinalClose("SPY")])("$id is caught", (cheat) => {
    const [verdict] = verdictsOf([cheat]);
    expect(verdict?.clean).toBe(false);
    expect(verdict?.findings.length).toBeGreaterThan(3);
    expect(verdict?.findings.every(({ strategy }) => strategy === cheat.id)).toBe(true);
  });

  test("says with how many sessions before the day a signal is the same, and what it left out", () => {
    const [verdict] = verdictsOf([readsClosedLongerBar]);
    expect(verdict?.warmUp.map(({ sessions, same, different }) => [sessions, same + different])).toEqual([
      [20, 2],
      [10, 2],
      [5, 2],
    ]);
    expect(verdict?.warmUp.every(({ different }) => different === 0)).toBe(true);
    const [setup] = verdictsOf([readsNextBar]);
    expect(setup?.leftOut).toBeGreaterThan(0);
  });
});
