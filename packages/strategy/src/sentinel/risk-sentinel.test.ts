import { DEFAULT_RISK_PROFILE, PATTERN_DAY_TRADER_RULE, riskStateSchema } from "@spotlight/contracts";
import { describe, expect, it } from "vitest";
import { Desk } from "../testing/desk.ts";
import { OPEN_MS } from "../testing/fills.ts";
import { onlyLimits } from "../testing/profiles.ts";

const NEXT_DAY_MINUTE = 24 * 60;
const codes = (desk: Desk): string[] => desk.state.reasons.map((each) => each.code);

describe("limits that end the day", () => {
  it("locks at the daily loss limit, in the product's words, until the next pre-market", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 2 }));
    desk.trade(10, -1);
    expect(desk.ask()).toMatchObject({ allow: true, shares: 100 });
    desk.trade(71, -1);
    expect(desk.state).toMatchObject({ light: "RED", locked: true, nextRiskR: 0, nextRiskDollars: 0 });
    expect(desk.state.reasons[0]).toMatchObject({ code: "daily_loss", limit: -2, value: -2, unit: "R" });
    expect(desk.ask()).toMatchObject({
      allow: false,
      shares: 0,
      reasons: [
        { text: "Locked for today: daily loss limit −2.0 R reached at 10:42. Review opens; entries do not." },
      ],
    });
    expect(desk.state.untilMs).toBe(OPEN_MS + 18.5 * 3_600_000);
    desk.say(NEXT_DAY_MINUTE, { type: "clock" });
    expect(desk.state).toMatchObject({ light: "GREEN", day: "2026-06-02", untilMs: null });
    expect(riskStateSchema.parse(desk.state)).toEqual(desk.state);
  });

  it("P24: one winning trade of +1 R does not lock the day as a loss", () => {
    const desk = new Desk({ ...DEFAULT_RISK_PROFILE, riskPerTradeDollars: 100 });
    desk.trade(10, 1);
    expect(desk.state).toMatchObject({ light: "GREEN", locked: false, today: { realisedR: 1, losses: 0 } });
    expect(desk.ask()).toMatchObject({ allow: true, shares: 100 });
  });

  it("marks open positions with the newest minute, and stays locked when the minute is revised", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 2 }));
    desk.fill(10, "in", { stop: 99 });
    expect(desk.say(11, { type: "mark", symbol: "QQQ", minuteMs: 0, price: 1 })).toBeNull();
    desk.say(11, { type: "mark", symbol: "SPY", minuteMs: OPEN_MS + 600_000, price: 98.5 });
    expect(desk.state).toMatchObject({ locked: false, today: { openR: -1.5, openDollars: -150 } });
    desk.say(12, { type: "mark", symbol: "SPY", minuteMs: OPEN_MS + 660_000, price: 98 });
    expect(desk.state.locked).toBe(true);
    desk.say(12, { type: "mark", symbol: "SPY", minuteMs: OPEN_MS + 660_000, price: 101 });
    expect(desk.state).toMatchObject({ locked: true, today: { openR: 1 } });
    expect(desk.say(13, { type: "mark", symbol: "SPY", minuteMs: OPEN_MS + 600_000, price: 90 })).toBeNull();
  });

  it("does not count open losses, nor open gains, on the realised basis", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 1, lossBasis: "realised" }));
    desk.fill(10, "in", { stop: 99 });
    desk.say(11, { type: "mark", symbol: "SPY", minuteMs: OPEN_MS, price: 95 });
    expect(desk.state).toMatchObject({ locked: false, today: { openR: -5 } });
  });

  it("follows the day's best down by the trailing limit", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, trailingLossR: 2 }));
    desk.trade(10, 3);
    desk.trade(20, -1.9);
    expect(desk.state).toMatchObject({ locked: false, today: { bestR: 3 } });
    desk.trade(30, -0.1);
    expect(codes(desk)).toEqual(["trailing_loss"]);
  });

  it("ends the day when too much of a good one is given back", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, giveBackFromR: 3, giveBackPercent: 50 }));
    desk.trade(10, 2);
    desk.trade(20, -2);
    expect(desk.state.locked).toBe(false);
    desk.trade(30, 4);
    desk.trade(40, -2);
    expect(desk.state.reasons[0]).toMatchObject({ code: "give_back", limit: 50, value: 50, unit: "percent" });
  });

  it("counts trades, also the open one", () => {
    const desk = new Desk(onlyLimits({ tradesPerDay: 2 }));
    desk.trade(10, 1);
    desk.fill(20, "in", {});
    expect(codes(desk)).toEqual(["trades_per_day", "missing"]);
  });

  it("keeps the account's rules between their dates, equity unknown or too small", () => {
    const rule = { ...PATTERN_DAY_TRADER_RULE, untilDay: "2026-06-04" };
    const desk = new Desk(onlyLimits({ rules: [rule] }));
    for (const minute of [10, 20, 30]) desk.trade(minute, 1);
    expect(codes(desk)).toEqual(["account_rule", "missing"]);
    desk.say(2 * NEXT_DAY_MINUTE, { type: "clock" });
    expect(codes(desk)).toEqual(["account_rule", "missing"]);
    desk.say(3 * NEXT_DAY_MINUTE, { type: "clock" });
    expect(desk.state).toMatchObject({ day: "2026-06-04", locked: false });
    const rich = new Desk(onlyLimits({ rules: [rule], equityDollars: 30_000 }));
    for (const minute of [10, 20, 30]) rich.trade(minute, 1);
    expect(rich.state.locked).toBe(false);
  });
});

describe("limits that end by themselves", () => {
  it("P24: cools down after losses in a row, and admits again afterwards", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, lossesInARow: 2, coolDownMinutes: 20 }));
    desk.trade(10, -0.5);
    desk.trade(12, -0.5);
    expect(desk.state).toMatchObject({ light: "RED", locked: false, untilMs: OPEN_MS + 33 * 60_000 });
    expect(desk.ask()).toMatchObject({
      allow: false,
      reasons: [{ code: "cool_down", text: "2 losses in a row. Cooling down until 10:03." }],
    });
    expect(desk.say(32, { type: "clock" })).toBeNull();
    expect(desk.say(33, { type: "clock" })).toMatchObject({ light: "GREEN" });
    for (const minute of [34, 36]) {
      expect(desk.ask()).toMatchObject({ allow: true, shares: 100 });
      desk.trade(minute, 0.5);
    }
    desk.trade(40, -0.5);
    expect(desk.state.light).toBe("GREEN");
    desk.trade(42, -0.5);
    expect(desk.state.light).toBe("RED");
  });

  it("pauses in windows that overlap until the last of them ends", () => {
    const desk = new Desk({
      ...onlyLimits({}),
      windows: [
        { anchor: "open", from: 30, to: 45 },
        { anchor: "clock", from: 10 * 60 + 10, to: 10 * 60 + 30 },
      ],
    });
    expect(desk.say(29, { type: "clock" })).toBeNull();
    expect(desk.say(30, { type: "clock" })).toMatchObject({ light: "RED", untilMs: OPEN_MS + 60 * 60_000 });
    expect(desk.say(46, { type: "clock" })).toBeNull();
    expect(desk.say(60, { type: "clock" })).toMatchObject({ light: "GREEN" });
  });
});

const lockedDesk = (): Desk => {
  const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 2 }));
  desk.trade(10, -2);
  return desk;
};

describe("a lock holds for the day", () => {
  const tries: Readonly<Record<string, (desk: Desk) => void>> = {
    "a profit": (desk) => desk.trade(20, 10),
    "fills taken back": (desk) => {
      desk.say(20, { type: "fill_removed", id: "out1" });
      desk.say(20, { type: "fill_removed", id: "in1" });
    },
    "fills moved to yesterday": (desk) => {
      desk.fill(20, "in1", { stop: 99, atMs: OPEN_MS - 86_400_000 * 3 });
      desk.fill(20, "out1", { side: "sell", price: 98, atMs: OPEN_MS - 86_400_000 * 3 + 1 });
    },
    "a profile without limits": (desk) => {
      desk.say(20, { type: "profile", profile: onlyLimits({ riskPerTradeDollars: 100 }) });
    },
    "a clock that goes back to the day before": (desk) => {
      desk.say(-NEXT_DAY_MINUTE * 3, { type: "clock" });
    },
    "the same fill again": (desk) => {
      desk.fill(10, "in1", { stop: 99 });
    },
  };
  it.each(Object.keys(tries))("against %s", (name) => {
    const desk = lockedDesk();
    tries[name]?.(desk);
    expect(desk.state).toMatchObject({ light: "RED", locked: true, day: "2026-06-01" });
    expect(desk.ask()).toMatchObject({ allow: false, shares: 0 });
    expect(desk.restarted()).toEqual(desk.sentinel);
  });
});

describe("a profile that changes", () => {
  it("tightens at once and loosens from the next session, field by field", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 3, maxShares: 80 }));
    const wanted = onlyLimits({ riskPerTradeDollars: 50, dailyLossR: 5, maxShares: null });
    desk.say(10, { type: "profile", profile: wanted });
    expect(desk.state.profile).toMatchObject({ riskPerTradeDollars: 50, dailyLossR: 3, maxShares: 80 });
    expect(desk.state.pending).toEqual({ from: "2026-06-02", profile: wanted });
    desk.say(20, { type: "profile", profile: onlyLimits({ riskPerTradeDollars: 200, dailyLossR: 1 }) });
    expect(desk.state.profile).toMatchObject({ riskPerTradeDollars: 50, dailyLossR: 1, maxShares: 80 });
    desk.say(NEXT_DAY_MINUTE - 331, { type: "clock" });
    expect(desk.state.profile).toMatchObject({ dailyLossR: 1 });
    desk.say(NEXT_DAY_MINUTE - 330, { type: "clock" });
    expect(desk.state).toMatchObject({ day: "2026-06-02", pending: null });
    expect(desk.state.profile).toMatchObject({ riskPerTradeDollars: 200, dailyLossR: 1, maxShares: null });
  });

  it("locks at once when the new limit is reached already", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 3 }));
    desk.trade(10, -1.5);
    desk.say(20, { type: "profile", profile: onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 1 }) });
    expect(desk.state.locked).toBe(true);
  });

  it("does not measure the day anew when the risk per trade shrinks", () => {
    const desk = new Desk(onlyLimits({ riskPerTradeDollars: 100, dailyLossR: 3 }));
    desk.trade(10, -1.5);
    desk.say(20, { type: "profile", profile: onlyLimits({ riskPerTradeDollars: 25, dailyLossR: 3 }) });
    expect(desk.state).toMatchObject({ locked: false, today: { realisedR: -1.5 }, nextRiskDollars: 25 });
  });

  it("lengthens a cool-down that runs", () => {
    const desk = new Desk(onlyLimits({ lossesInARow: 1, coolDownMinutes: 10 }));
    desk.trade(10, -1);
    desk.say(12, { type: "profile", profile: onlyLimits({ lossesInARow: 1, coolDownMinutes: 30 }) });
    expect(desk.state.untilMs).toBe(OPEN_MS + 41 * 60_000);
  });
});

describe("without an account size", () => {
  it("P29: limits in R hold all the same, and the size says what is missing", () => {
    const desk = new Desk(DEFAULT_RISK_PROFILE);
    desk.say(6, { type: "clock" });
    expect(desk.ask()).toMatchObject({
      allow: true,
      shares: 0,
      riskDollars: null,
      reasons: [{ code: "missing" }],
    });
    for (const minute of [10, 40]) desk.trade(minute, -1.5);
    expect(desk.state.reasons[0]).toMatchObject({ code: "daily_loss", value: -3 });
    expect(desk.ask()).toMatchObject({ allow: false });
  });

  it("P29: a loss without a planned stop counts as a whole R, so the check is never skipped", () => {
    const desk = new Desk(onlyLimits({ dailyLossR: 2 }));
    for (const minute of [10, 20]) desk.trade(minute, -0.01, null);
    expect(desk.state).toMatchObject({ locked: true, today: { realisedR: -2 } });
  });

  it("P29: limits in dollars hold", () => {
    const desk = new Desk(onlyLimits({ dailyLossDollars: 150 }));
    desk.trade(10, -1.5, null);
    expect(desk.state.reasons[0]).toMatchObject({ code: "daily_loss", limit: -150, unit: "dollars" });
  });
});
