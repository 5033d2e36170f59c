import type { Callout, RiskState } from "@spotlight/contracts";
import { nextTradingDay, newYorkTimeMs } from "@spotlight/market";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { FrameReader } from "../testing/frame-reader.ts";
import { SYMBOLS, graded, has, reason, settingsOf } from "../testing/limited-desk.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { talkative } from "../testing/test-rules.ts";
import { Trader } from "../testing/trader.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const MINUTE_MS = 60_000;

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
    // One whose signal both streams were there to hear.
    const { nowMs: openedMs } = await trader.get<{ nowMs: number }>("/api/market/status");
    const accepted = await trader.proposal(
      (callout) => graded("A")(callout) && callout.signal.atMs > openedMs,
    );
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
