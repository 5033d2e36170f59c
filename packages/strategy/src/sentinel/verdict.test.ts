import { expect, it } from "vitest";
import { Desk } from "../testing/desk.ts";
import { onlyLimits } from "../testing/profiles.ts";

it("shrinks to what a loss limit leaves", () => {
  const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 2 }));
  desk.trade(10, -1.5);
  expect(desk.ask()).toEqual({
    allow: true,
    shares: 50,
    riskDollars: 50,
    reasons: [{ code: "reduced", text: "50 shares in place of 100: limits leave no more." }],
  });
});

it("keeps back what open positions would lose at their stops", () => {
  const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 2 }));
  desk.fill(10, "a", { symbol: "QQQ", quantity: 150, stop: 99 });
  expect(desk.ask()).toMatchObject({ allow: true, shares: 50 });
  desk.fill(11, "b", { symbol: "NVDA", quantity: 50, stop: 99 });
  expect(desk.ask()).toMatchObject({ allow: false, reasons: [{ code: "too_small" }] });
});

it("keeps to shares and notional a trade", () => {
  expect(new Desk(onlyLimits({ riskPerTradeDollars: 100, maxShares: 30 })).ask()).toMatchObject({
    shares: 30,
  });
  const notional = new Desk(onlyLimits({ riskPerTradeDollars: 100, maxNotionalDollars: 2_550 }));
  expect(notional.ask()).toMatchObject({ shares: 25, riskDollars: 25, reasons: [{ code: "reduced" }] });
});

it("vetoes a stop on the wrong side, and one so far that no share fits", () => {
  const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100 }));
  expect(desk.ask({ stop: 100 })).toMatchObject({
    allow: false,
    reasons: [{ code: "stop_side", text: "The stop of a long lies below its entry. Move it." }],
  });
  expect(desk.ask({ direction: "short" })).toMatchObject({ allow: false });
  expect(desk.ask({ direction: "short", stop: 102 })).toMatchObject({ allow: true, shares: 50 });
  expect(desk.ask({ entry: 1_000, stop: 850 })).toMatchObject({
    allow: false,
    reasons: [{ code: "too_small" }],
  });
});

it("opens no further position, but lets one be added to", () => {
  const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, openPositions: 1 }));
  desk.fill(10, "a", { quantity: 10, stop: 99 });
  expect(desk.state.light).toBe("YELLOW");
  expect(desk.ask({ symbol: "QQQ" })).toMatchObject({ allow: false, reasons: [{ code: "open_positions" }] });
  expect(desk.ask()).toMatchObject({ allow: true });
});

it("asks for grade A after losses, and while YELLOW where the profile says so", () => {
  const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, gradeAOnlyAfterLosses: 1 }));
  expect(desk.ask({ grade: "C" })).toMatchObject({ allow: true });
  desk.trade(10, -1);
  expect(desk.ask({ grade: "B" })).toMatchObject({
    allow: false,
    reasons: [{ code: "grade" }, { code: "losses_today" }],
  });
  expect(desk.ask({ grade: null })).toMatchObject({ allow: false });
  expect(desk.ask()).toMatchObject({ allow: true });
  const near = new Desk(
    onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 2, cautionPercent: 50, gradeAOnlyWhenYellow: true }),
  );
  near.trade(10, -1);
  expect(near.state).toMatchObject({ light: "YELLOW", reasons: [{ code: "near_limit", value: 50 }] });
  expect(near.ask({ grade: "B" })).toMatchObject({ allow: false });
});
