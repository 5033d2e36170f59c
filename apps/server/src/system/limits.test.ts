import { minuteOfDay, nextTradingDay, newYorkTimeMs } from "@spotlight/market";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { SYMBOLS, graded, has, reason, settingsOf } from "../testing/limited-desk.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { talkative } from "../testing/test-rules.ts";
import { Trader } from "../testing/trader.ts";

const MINUTE_MS = 60_000;

describe("limits that hold entries back for a while", () => {
  let place: TestDatabase;
  let server: ServerProcess;
  let trader: Trader;

  beforeAll(async () => {
    place = await embeddedTestDatabase();
    server = await ServerProcess.prepare(settingsOf(place));
    await server.start();
    trader = new Trader(server);
    await trader.visitor.send("PUT", "/api/copilot/desk", { density: "loud", setups: [] });
    await trader.rule(talkative("Ticks up", "C"));
    await trader.rule(talkative("Ticks up well", "A"));
  });

  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  test("P29 without an account size nothing is let through unsized in silence; with one each size keeps every limit", async () => {
    const unsized = (await trader.proposal(() => true)).verdict;
    expect(unsized).toMatchObject({ allow: true, shares: 0, reasons: [{ code: "missing" }] });
    await trader.change({ riskPerTradeDollars: 100, maxShares: 40, maxNotionalDollars: 12_000 });
    const since = (await trader.risk()).atMs;
    for (const symbol of SYMBOLS.split(",")) {
      const sized = await trader.proposal(({ signal }) => signal.symbol === symbol && signal.atMs > since);
      const { entry, stop } = sized.signal;
      const shares = Math.floor(Math.min(100 / (entry - stop), 40, 12_000 / entry));
      expect(sized.verdict).toMatchObject({ allow: true, shares });
      expect(sized.verdict.riskDollars).toBeCloseTo(shares * (entry - stop), 6);
    }
  });

  test("positions: only so many at a time; adding to one of them opens no further", async () => {
    await trader.change({ openPositions: 2 });
    for (const symbol of ["DIA", "DIS"]) {
      const price = await trader.price(symbol);
      await trader.note({ symbol, side: "buy", quantity: 10, price, stop: price * 0.99 });
    }
    const full = await trader.risk();
    expect(full).toMatchObject({ light: "YELLOW", locked: false, untilMs: null });
    expect(reason(full, "open_positions")).toMatchObject({ limit: 2, value: 2, unit: "positions" });
    expect(await trader.accept(await trader.proposal(graded("A", "BA")))).toMatchObject({
      status: 409,
      code: "risk",
      message: "2 of 2 positions are open. Close one before the next.",
    });
    expect((await trader.accept(await trader.proposal(graded("A", "DIA")))).status).toBe(200);
    for (const { symbol, entryPrice: price } of (await trader.trades()).trades)
      await trader.note({ symbol, side: "sell", quantity: 10, price });
    expect((await trader.risk()).light).toBe("GREEN");
  });

  test("P24 losses in a row: a pause with its countdown, which ends at its own minute by itself", async () => {
    await trader.change({ lossesInARow: 2 });
    await trader.roundTrip("DIA", -0.4);
    expect((await trader.risk()).light).toBe("GREEN");
    await trader.roundTrip("DIS", -0.4);
    const paused = await trader.risk();
    expect(paused).toMatchObject({ light: "RED", locked: false, nextRiskDollars: 0, nextRiskR: 0 });
    const cause = reason(paused, "cool_down");
    expect(cause).toMatchObject({
      limit: 2,
      value: 2,
      unit: "losses",
      untilMs: paused.atMs + 20 * MINUTE_MS,
    });
    expect(cause?.text).toMatch(/^2 losses in a row\. Cooling down until \d\d:\d\d\.$/);
    expect(paused.untilMs).toBe(cause?.untilMs);
    expect(await trader.accept(await trader.proposal(graded("A")))).toMatchObject({
      status: 409,
      code: "risk",
      message: cause?.text,
    });
    const over = await trader.riskUntil("end of the pause", (state) => state.light !== "RED");
    expect(over.atMs).toBe(paused.untilMs);
    expect((await trader.accept(await trader.proposal(graded("A")))).status).toBe(200);
  });

  test("losing trades of the day: grade A only; near a loss limit: less for the next trade", async () => {
    await trader.change({ gradeAOnlyAfterLosses: 3 });
    await trader.roundTrip("DIA", -0.4);
    const careful = await trader.risk();
    expect(careful.light).toBe("YELLOW");
    expect(reason(careful, "losses_today")).toMatchObject({ limit: 3, value: 3, unit: "losses" });
    expect(await trader.accept(await trader.proposal(graded("C")))).toMatchObject({
      status: 409,
      code: "risk",
      message: expect.stringContaining("Grade A only for now; this is C."),
    });
    expect((await trader.accept(await trader.proposal(graded("A")))).status).toBe(200);
    await trader.roundTrip("DIS", -1.3);
    const near = await trader.riskUntil("end of the pause", (state) => state.light !== "RED");
    expect(reason(near, "near_limit")).toMatchObject({ limit: 60, value: 83, unit: "percent" });
    expect(near.nextRiskR).toBeCloseTo(0.5, 9);
    expect(near.nextRiskDollars).toBeCloseTo(50, 9);
    const { signal, verdict } = await trader.proposal(
      (callout) => graded("A", "DIA")(callout) && callout.signal.atMs > near.atMs,
    );
    expect(verdict.shares).toBe(
      Math.floor(Math.min(50 / (signal.entry - signal.stop), 40, 12_000 / signal.entry)),
    );
  });

  test("times of day: RED from the minute on at which a window begins, and no longer than it lasts", async () => {
    const before = await trader.risk();
    const { nowMs } = await trader.get<{ nowMs: number }>("/api/market/status");
    const from = minuteOfDay(nowMs) + 15;
    await trader.change({ windows: [{ anchor: "clock", from, to: from + 20 }] });
    const shut = await trader.riskUntil("window", has("window"));
    expect(shut.light).toBe("RED");
    expect(shut.atMs).toBe(newYorkTimeMs(before.day, from * MINUTE_MS));
    expect(shut.untilMs).toBe(shut.atMs + 20 * MINUTE_MS);
    expect(await trader.accept(await trader.proposal(graded("A")))).toMatchObject({
      status: 409,
      code: "risk",
    });
    const open = await trader.riskUntil("end of the window", (state) => !has("window")(state));
    expect(open.atMs).toBe(shut.untilMs);
  });

  test("daily loss, fixed, in dollars and realised: the day is over for entries", async () => {
    await trader.change({ dailyLossDollars: 280 });
    await trader.roundTrip("DIS", -0.3);
    const locked = await trader.risk();
    expect(locked).toMatchObject({ light: "RED", locked: true, nextRiskDollars: 0 });
    expect(reason(locked, "daily_loss")).toMatchObject({
      limit: -280,
      unit: "dollars",
      untilMs: locked.untilMs,
    });
    expect(reason(locked, "daily_loss")?.value).toBeCloseTo(-280, 6);
    expect(locked.untilMs).toBe(nextTradingDay(locked.day).preOpenMs);
    expect(await trader.accept(await trader.proposal(graded("A")))).toMatchObject({
      status: 409,
      code: "risk",
      message: expect.stringMatching(
        /^Locked for today: daily loss limit −280\.00 dollars reached at \d\d:\d\d\./,
      ),
    });
  });

  test("trailing loss in dollars, and an account's rule on day trades: each locks by itself, at its own trade", async () => {
    const closed = (await trader.trades()).trades.filter(({ closedMs }) => closedMs !== null).length;
    const rule = { name: "small account", fromDay: null, untilDay: null, belowEquityDollars: 25_000 };
    await trader.change({
      trailingLossDollars: 320,
      rules: [{ ...rule, maxDayTrades: closed + 2, inTradingDays: 5 }],
    });
    await trader.roundTrip("DIS", -0.3);
    const before = await trader.risk();
    expect([reason(before, "trailing_loss"), reason(before, "account_rule")]).toEqual([undefined, undefined]);
    await trader.roundTrip("DIS", -0.1);
    const locked = await trader.risk();
    expect(reason(locked, "trailing_loss")).toMatchObject({ limit: -320, unit: "dollars" });
    expect(reason(locked, "trailing_loss")?.value).toBeCloseTo(-320 - locked.today.bestDollars, 6);
    expect(reason(locked, "account_rule")).toMatchObject({
      limit: closed + 2,
      value: closed + 2,
      unit: "trades",
      text: expect.stringContaining(`${closed + 2} day trades of ${closed + 2} (small account)`) as string,
    });
  });
});
