import type { Callout, RiskState } from "@spotlight/contracts";
import { minuteOfDay, nextTradingDay, newYorkTimeMs } from "@spotlight/market";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { FrameReader } from "../testing/frame-reader.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { talkative } from "../testing/test-rules.ts";
import { Trader } from "../testing/trader.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const MINUTE_MS = 60_000;
const SYMBOLS = "DIA,DIS,BA";

function settingsOf(place: TestDatabase): Readonly<Record<string, string>> {
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  return { DATA_DIR: dataDir, FEED: "sim", HISTORY_DAYS: "2", SYMBOLS, SIM_SPEED: "600" };
}

function reason(state: RiskState, code: string): RiskState["reasons"][number] | undefined {
  return state.reasons.find((each) => each.code === code);
}

const has =
  (code: string) =>
  (state: RiskState): boolean =>
    reason(state, code) !== undefined;
const graded =
  (grade: "A" | "C", symbol?: string) =>
  ({ signal }: Callout): boolean =>
    signal.grade === grade && (symbol === undefined || signal.symbol === symbol);

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

describe("a lockout", () => {
  const PIN = "482913";
  const OTHER = "somebody-else";
  const ALL = "/api/copilot/callouts?limit=1000";
  let place: TestDatabase;
  let server: ServerProcess;
  let trader: Trader;
  let second: Trader;
  let locked: RiskState;

  async function logIn(): Promise<void> {
    trader = new Trader(server);
    second = new Trader(server);
    for (const each of [trader, second]) await each.logIn(PIN);
  }

  /** The day is as locked as it was, for everybody who asks, and nothing is accepted. */
  async function expectLocked(): Promise<void> {
    for (const each of [trader, second]) {
      const state = await each.risk();
      expect(state).toMatchObject({ light: "RED", locked: true, nextRiskR: 0, untilMs: locked.untilMs });
      for (const { code, untilMs, text } of locked.reasons.filter(({ untilMs: until }) => until !== null))
        expect(state.reasons).toContainEqual(expect.objectContaining({ code, untilMs, text }));
      expect(await each.accept(await each.proposal(graded("A")))).toMatchObject({
        status: 409,
        code: "risk",
      });
    }
  }

  beforeAll(async () => {
    place = await embeddedTestDatabase();
    server = await ServerProcess.prepare({ ...settingsOf(place), AUTH_PIN: PIN, SIM_SPEED: "300" });
    await server.start();
    await logIn();
    await trader.visitor.send("PUT", "/api/copilot/desk", { density: "loud", setups: [] });
    await trader.rule(talkative("Ticks up", "A"));
  });

  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  test("P30 P27 two sessions' streams both receive every callout, change and state of the limits", async () => {
    const url = `${server.url}/stream/market?symbols=${SYMBOLS}&timeframe=1m`;
    const readers = await Promise.all(
      [trader, second].map((each) => FrameReader.open(url, { cookie: each.visitor.cookie ?? "" })),
    );
    const accepted = await trader.proposal(graded("A"));
    expect((await second.accept(accepted)).status).toBe(200);
    expect((await trader.accept(accepted)).code).toBe("already_answered");
    await trader.change({ tradesPerDay: 4 });
    const { cursor } = await trader.get<{ cursor: number }>(ALL);
    for (const reader of readers) await reader.reached(cursor);
    const [first, other] = readers.map((reader) =>
      reader.frames.filter(({ event, id }) => /callout|signal|risk/.test(event) && (id ?? 0) <= cursor),
    );
    expect(first?.map(({ event, id, data }) => [event, id, data])).toEqual(
      other?.map(({ event, id, data }) => [event, id, data]),
    );
    for (const kind of ["callout", "signal", "risk"])
      expect(first?.map(({ event }) => event)).toContain(kind);
    const states = readers[0]?.callouts.filter(({ id }) => id === accepted.id) ?? [];
    expect(states.map(({ state }) => state)).toContain("accepted");
    for (const reader of readers) reader.close();
  });

  test("P24 a day that wins is not locked; give-back, trailing and daily loss on open positions, and the trades of the day, lock it", async () => {
    await trader.roundTrip("DIA", 3);
    expect(await trader.risk()).toMatchObject({ light: "GREEN", locked: false });
    const worse = async (symbol: string, lossR: number, code: string): Promise<RiskState> => {
      const price = (await trader.price(symbol)) + 10 * lossR;
      await trader.note({ symbol, side: "buy", price, stop: price - 10 });
      return trader.riskUntil(code, has(code));
    };
    const giveBack = await worse("DIA", 2.2, "give_back");
    expect(giveBack).toMatchObject({ light: "RED", locked: true });
    expect(reason(giveBack, "give_back")).toMatchObject({ limit: 50, unit: "percent" });
    expect(giveBack.today.openR).toBeLessThan(-1.4);
    const trailing = await worse("DIS", 2.4, "trailing_loss");
    expect(reason(trailing, "trailing_loss")).toMatchObject({ limit: -4, unit: "R" });
    locked = await worse("BA", 2.4, "daily_loss");
    expect(reason(locked, "daily_loss")).toMatchObject({ limit: -3, unit: "R" });
    expect(reason(locked, "trades_per_day")).toMatchObject({ limit: 4, value: 4, unit: "trades" });
    expect(locked.reasons[0]?.text).toMatch(
      /^Locked for today: .* at \d\d:\d\d\. Review opens; entries do not\.$/,
    );
    await expectLocked();
  });

  test("is not lifted by looser limits: they wait for the next session, and are asked for in vain from a second session", async () => {
    const none = { dailyLossR: null, trailingLossR: null, giveBackFromR: null, tradesPerDay: null };
    const loosened = await second.change({ ...none, lossBasis: "realised", windows: [], rules: [] });
    expect(loosened.pending).toMatchObject({ from: nextTradingDay(locked.day).day, profile: none });
    expect(loosened.profile).toMatchObject({
      dailyLossR: 3,
      trailingLossR: 4,
      tradesPerDay: 4,
      lossBasis: "open",
    });
    await expectLocked();
  });

  test("is not lifted by fills: closed, won, backdated, amended or removed", async () => {
    const { trades } = await trader.trades();
    const atMs = newYorkTimeMs(locked.day, 5 * 60 * MINUTE_MS);
    await trader.note({ symbol: "DIA", side: "buy", price: 100, stop: 99, atMs });
    await trader.note({ symbol: "DIA", side: "sell", price: 150, atMs: atMs + MINUTE_MS });
    for (const { symbol, openQuantity: quantity } of trades.filter(({ closedMs }) => closedMs === null))
      await trader.note({ symbol, side: "sell", quantity, price: 10_000 });
    await expectLocked();
    const { fills } = await trader.trades();
    for (const fill of fills) await second.note({ ...fill, price: 1, quantity: 1 });
    await expectLocked();
    for (const { id } of fills) await second.remove(id);
    expect((await trader.trades()).fills).toEqual([]);
    await expectLocked();
  });

  test("is not lifted by a kill", async () => {
    const before = await trader.risk();
    await server.kill();
    await server.start();
    expect({ ...(await trader.risk()), atMs: 0 }).toEqual({ ...before, atMs: 0 });
    await expectLocked();
  });

  test("P27 is not lifted by a restart, nor by what the database holds of somebody else, who is not heard of here", async () => {
    const before = await trader.risk();
    const { cursor } = await trader.get<{ cursor: number }>(ALL);
    const [callout] = (await trader.get<{ callouts: readonly Callout[] }>(ALL)).callouts;
    await server.stop();
    await addStranger(place, OTHER, [
      ["callout", { ...callout, id: "foreign-callout", state: "proposed" }],
      ["signal", { ...callout?.signal, id: "foreign-signal" }],
      ["risk", { ...before, light: "GREEN", locked: false, reasons: [], untilMs: null }],
      ["input", { type: "profile", profile: { ...before.profile, dailyLossR: null, tradesPerDay: null } }],
      ["input", { type: "respond", callout: callout?.id, action: "accept", reason: null }],
      [
        "input",
        {
          type: "fill",
          fill: {
            id: "foreign-fill",
            symbol: "DIA",
            side: "sell",
            quantity: 100,
            price: 1e6,
            commission: 0,
            atMs: before.atMs,
            calloutId: null,
            stop: null,
          },
        },
      ],
    ]);
    await server.start();
    const url = `${server.url}/stream/market?symbols=${SYMBOLS}&timeframe=1m&lastEventId=${cursor}`;
    const reader = await FrameReader.open(url, { cookie: trader.visitor.cookie ?? "" });
    expect({ ...(await trader.risk()), atMs: 0 }).toEqual({ ...before, atMs: 0 });
    await expectLocked();
    const now = await trader.get<{ cursor: number }>(ALL);
    await reader.reached(now.cursor);
    reader.close();
    expect(reader.frames.filter(({ data }) => data.includes("foreign"))).toEqual([]);
    expect(reader.risks.filter(({ light }) => light !== "RED")).toEqual([]);
    for (const path of [ALL, "/api/signals?limit=1000", "/api/trades", "/api/risk", "/api/export"]) {
      const text = await (await trader.visitor.fetch(path)).text();
      expect(text).not.toContain("foreign");
      expect(text).not.toContain(OTHER);
    }
    const replay = { day: before.day, mode: "as_it_was", atMs: Math.floor(before.atMs) };
    expect((await trader.visitor.send("POST", "/api/replay/start", replay)).status).toBe(200);
    for (const path of [
      "/api/copilot/callouts?replay=1&limit=1000",
      "/api/trades?replay=1",
      "/api/risk?replay=1",
    ])
      expect(await (await trader.visitor.fetch(path)).text()).not.toContain("foreign");
  });

  // Another start and most of a day: in the long run only.
  if (LONG)
    test("ends with the day, and what was loosened holds from then on", async () => {
      const { pending } = await trader.risk();
      expect(await server.stop()).toBe(0);
      server = await ServerProcess.prepare({ ...settingsOf(place), AUTH_PIN: PIN, SIM_SPEED: "max" });
      await server.start();
      await logIn();
      const next = await trader.riskUntil("next day", ({ day }) => day > locked.day, 30_000);
      expect(next.locked).toBe(false);
      expect(next.profile).toEqual(pending?.profile);
      expect(next.pending).toBe(null);
    });
});

/** Puts another owner's facts into the log of a server that is stopped. */
async function addStranger(
  { target }: TestDatabase,
  owner: string,
  facts: readonly (readonly [kind: string, body: unknown])[],
): Promise<void> {
  const database = await openDatabase(target, () => undefined);
  try {
    await database.pool.query(
      "INSERT INTO owner (id, created_ms) SELECT $1, max(created_ms) + 1 FROM owner",
      [owner],
    );
    for (const [kind, body] of facts)
      await database.pool.query(
        `INSERT INTO fact_log (cursor, source, kind, symbol, start_ms, learned_ms, cause, body, owner)
         SELECT max(cursor) + 1, 'sim:1', $1, $2, NULL, max(learned_ms), NULL, $3, $4 FROM fact_log`,
        [kind, kind === "callout" || kind === "signal" ? "DIA" : null, JSON.stringify(body), owner],
      );
  } finally {
    await database.close();
  }
}
