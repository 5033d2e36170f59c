import type { CoachMessage } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import { pino } from "pino";
import { beforeAll, describe, expect, test } from "vitest";
import { randomMarket, tradingDays } from "../../../../packages/strategy/src/testing/random-market.ts";
import { Coach } from "../coach/coach.ts";
import { CoachSettingsStore } from "../coach/settings-store.ts";
import { Toolbox } from "../coach/toolbox.ts";
import { shippedSetups } from "../desk/strategies.ts";
import type { InputFact } from "../log/market-log.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { allFacts, canonical } from "../testing/stored-facts.ts";
import { OWNER, inputAt, replayTo, scriptOf } from "../testing/told-day.ts";
import type { DayScript } from "./day-script.ts";

const SYMBOLS = ["SPY", "QQQ"];
const DAYS = tradingDays("2026-03-02", 8);
const TODAY = DAYS.at(-1);

let script: DayScript;

beforeAll(async () => {
  if (TODAY === undefined) throw new Error("no trading day");
  const minutes = new Map(SYMBOLS.map((symbol, seed) => [symbol, randomMarket(seed + 3, DAYS).flat()]));
  script = await scriptOf({ day: TODAY, minutes, inputs: inputs(TODAY.openMs), revised: true });
});

/** What the person did: the setups, loud, and trades that lose and are followed by larger ones. */
function inputs(openMs: number): readonly InputFact[] {
  const loud = {
    density: "loud",
    quietHours: null,
    paused: false,
    governorTight: false,
    learningLoop: false,
  } as const;
  const trades = [100, 99, 100, 98, 100, 97].map((price, at): InputFact => {
    const atMs = openMs + 1_800_000 + at * 70_000;
    const side = at % 2 === 0 ? ("buy" as const) : ("sell" as const);
    const rest = { symbol: "SPY", commission: 0, calloutId: null, stop: null };
    const fill = { id: `f${at}`, side, price, quantity: 400 * (1 + Math.floor(at / 2)), atMs, ...rest };
    return inputAt(atMs, { type: "fill", fill });
  });
  return [
    inputAt(openMs - 3_600_000, { type: "strategies", strategies: [...shippedSetups()] }),
    inputAt(openMs - 3_600_000, { type: "settings", settings: loud }),
    ...trades,
  ];
}

async function messagesUntil(told: DayScript, atMs: number): Promise<readonly CoachMessage[]> {
  const replay = await replayTo(told, atMs);
  const facts = await allFacts(replay.telling.market.log);
  replay.stop();
  return facts.flatMap((fact) => (fact.kind === "coach" ? [fact.body] : []));
}

/** What the built-in coach answers at a time of the day. */
async function answersAt(told: DayScript, atMs: number): Promise<readonly unknown[]> {
  const replay = await replayTo(told, atMs);
  const { market: engine, desk } = replay.telling;
  const meter = new Metrics();
  const logger = pino({ level: "silent" });
  const noPool = { query: async () => Promise.reject(new Error("no database here")) };
  const toolbox = new Toolbox({ timeoutMs: 5_000, meter, logger });
  const coach = new Coach({
    toolbox,
    settings: new CoachSettingsStore(noPool, OWNER),
    heard: null as never,
    model: null,
    tokensPerDay: 0,
    answerTimeoutMs: 1_000,
    meter,
    logger,
    wallMs: Date.now,
  });
  const market = { engine, log: engine.log, desk, defaultSession: "rth" as const };
  const records = { journal: { find: async () => ({ entries: [], next: null }) } } as never;
  const said: unknown[] = [];
  for (const text of ["price", "levels", "any setup", "why", "win rate", "how am I doing", "plan"]) {
    const question = { text, focus: "SPY", talk: [], caller: `${atMs} ${text}` };
    for await (const event of coach.ask(
      question,
      { market, records, voice: null as never, hands: null },
      new AbortController().signal,
    ))
      said.push(event);
  }
  replay.stop();
  return said;
}

describe("a whole day with the coach on", () => {
  test("has the same messages when it is told twice, of every kind", async () => {
    const { postCloseMs } = script.day;
    const once = await messagesUntil(script, postCloseMs);
    const twice = await messagesUntil(script, postCloseMs);
    expect(canonical(twice)).toBe(canonical(once));
    expect(new Set(once.map(({ kind }) => kind))).toEqual(
      new Set(["risk", "tilt", "callout", "level", "session"]),
    );
  });

  test("none rests on anything after its time: a day that ends there has said the same until then", async () => {
    const { openMs, postCloseMs } = script.day;
    const whole = await messagesUntil(script, postCloseMs);
    for (const { atMs, evidence } of whole)
      for (const one of evidence) expect(one.atMs).toBeLessThanOrEqual(atMs);
    for (let cutMs = openMs + 17 * MINUTE_MS; cutMs < postCloseMs; cutMs += 61 * MINUTE_MS) {
      const cut = { ...script, lines: script.lines.filter(({ atMs }) => atMs <= cutMs) };
      const until = whole.filter(({ atMs }) => atMs <= cutMs);
      expect(canonical(await messagesUntil(cut, cutMs))).toBe(canonical(until));
    }
  });

  test("an answer at a time of the day is the same whether the rest of the day is there or not", async () => {
    for (const minutes of [20, 95, 240]) {
      const cutMs = script.day.openMs + minutes * MINUTE_MS + 400;
      const cut = { ...script, lines: script.lines.filter(({ atMs }) => atMs <= cutMs) };
      expect(canonical(await answersAt(script, cutMs))).toBe(canonical(await answersAt(cut, cutMs)));
    }
  });
});
