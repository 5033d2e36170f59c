import type { Callout, CoachMessage, DeskInput, Fill } from "@spotlight/contracts";
import { MINUTE_MS, type MinuteFact } from "@spotlight/market";
import { type Decision, Desk, type MinuteNews, SETUPS } from "@spotlight/strategy";
import { describe, expect, test } from "vitest";
import { randomMarket, tradingDays } from "../../../strategy/src/testing/random-market.ts";
import { checkWords } from "../gate/check-words.ts";
import { CoachWatch } from "./watch.ts";

const DAYS = tradingDays("2026-03-02", 22);
const TODAY = DAYS.at(-1) ?? DAYS[0];
const OPEN_MS = TODAY?.openMs ?? 0;
const CLOSE_MS = TODAY?.closeMs ?? 0;
const SYMBOLS = ["SPY", "QQQ"] as const;

/** A desk with its watch, and everything that was said. */
class Day {
  readonly desk = new Desk(() => SETUPS);
  readonly watch = new CoachWatch(this.desk);
  readonly said: CoachMessage[] = [];

  constructor() {
    for (const [seed, symbol] of SYMBOLS.entries())
      this.desk.market.load(
        symbol,
        randomMarket(seed + 1, DAYS)
          .slice(0, -1)
          .flat(),
      );
    this.put({ type: "strategies", strategies: [] }, OPEN_MS - 1);
  }

  put(input: DeskInput, atMs: number): readonly CoachMessage[] {
    return this.#hear(atMs, () => this.desk.input(input, atMs), { input });
  }

  pass(atMs: number): readonly CoachMessage[] {
    return this.#hear(atMs, () => this.desk.passTo(atMs), {});
  }

  news(news: readonly MinuteNews[]): readonly CoachMessage[] {
    return this.#hear(news[0]?.learnedMs ?? 0, () => this.desk.advance(news), { news });
  }

  /** Tells the day minute by minute; bars are heard of so much after their end. */
  tell(lateMs: number): readonly CoachMessage[] {
    for (const news of minutesOf(lateMs)) {
      this.#passDue(news[0]?.learnedMs ?? 0);
      this.news(news);
    }
    this.#passDue(CLOSE_MS + lateMs);
    return this.said;
  }

  /** What time alone brings is heard of at its own time, as the server does it. */
  #passDue(untilMs: number): void {
    const dueMs = (): number => Math.min(this.desk.dueMs, this.watch.dueMs);
    for (let atMs = dueMs(); atMs <= untilMs; atMs = dueMs()) this.pass(Math.max(atMs, this.desk.nowMs));
  }

  #hear(
    atMs: number,
    decide: () => readonly Decision[],
    of: { news?: readonly MinuteNews[]; input?: DeskInput },
  ): readonly CoachMessage[] {
    const { light: lightBefore } = this.desk.sentinel.state;
    const said = this.watch.hear({ atMs, decisions: decide(), lightBefore, ...of });
    this.said.push(...said);
    return said;
  }
}

/** The last day of both symbols, minute by minute. */
function minutesOf(lateMs: number): readonly MinuteNews[][] {
  const days = SYMBOLS.map((_, seed) => (randomMarket(seed + 1, DAYS).at(-1) ?? []) as readonly MinuteFact[]);
  return (days[0] ?? []).map((_, at) =>
    SYMBOLS.flatMap((symbol, index) => {
      const minute = days[index]?.[at];
      if (minute === undefined) return [];
      return [{ symbol, minute, cause: null, learnedMs: minute.startMs + MINUTE_MS + lateMs }];
    }),
  );
}

function kinds(messages: readonly CoachMessage[]): ReadonlySet<string> {
  return new Set(messages.map(({ kind }) => kind));
}

function fill(id: string, side: Fill["side"], price: number, atMs: number, quantity = 100): DeskInput {
  const rest = { symbol: "SPY", commission: 0, calloutId: null, stop: null };
  return { type: "fill", fill: { id, side, price, atMs, quantity, ...rest } };
}

const LOUD = {
  density: "loud",
  quietHours: null,
  paused: false,
  governorTight: false,
  learningLoop: false,
} as const;

describe("P32 what the coach says unasked", () => {
  test("it speaks of what happens on the desk, and each number is borne out by what was known then", () => {
    const day = new Day();
    day.put({ type: "settings", settings: LOUD }, OPEN_MS - 1);
    const said = day.tell(500);
    expect([...kinds(said)].sort()).toEqual(["callout", "level", "risk", "session"]);
    for (const { text, claims, evidence, atMs } of said) {
      expect(evidence.filter((one) => one.atMs > atMs)).toEqual([]);
      const known = new Set(evidence.map(({ id }) => id));
      for (const claim of claims) expect(claim.evidence.filter((id) => !known.has(id))).toEqual([]);
      const numbers = [...text.matchAll(/\d+\.\d\d/g)].length;
      expect(claims.length).toBeGreaterThanOrEqual(numbers);
    }
  });

  test("at most one message about a symbol in ten seconds, and none twice", () => {
    const day = new Day();
    day.put({ type: "settings", settings: LOUD }, OPEN_MS - 1);
    const said = day.tell(500);
    const last = new Map<string, number>();
    for (const { symbol, atMs } of said) {
      if (symbol === null) continue;
      expect(atMs - (last.get(symbol) ?? -Infinity)).toBeGreaterThanOrEqual(10_000);
      last.set(symbol, atMs);
    }
    expect(new Set(said.map(({ id }) => id)).size).toBe(said.length);
  });

  test("of what is heard of late nothing is said: prices may be old", () => {
    expect([...kinds(new Day().tell(120_000))].sort()).toEqual(["risk", "session"]);
  });

  test("quiet hours and a pause leave risk alone", () => {
    const quiet = new Day();
    quiet.put({ type: "settings", settings: { ...LOUD, quietHours: { from: 600, to: 599 } } }, OPEN_MS - 1);
    const paused = new Day();
    paused.put({ type: "settings", settings: { ...LOUD, paused: true } }, OPEN_MS - 1);
    for (const day of [quiet, paused]) {
      day.tell(500);
      expect(kinds(day.said)).toEqual(new Set(["risk"]));
      for (const [at, id] of ["a", "b", "c", "d"].entries()) {
        const atMs = CLOSE_MS - 1_000 * (20 - 2 * at);
        day.put(fill(`${id}1`, "buy", 100, atMs, 5_000), CLOSE_MS + 501 + at);
        day.put(fill(`${id}2`, "sell", 99, atMs + 1, 5_000), CLOSE_MS + 501 + at);
      }
      expect(kinds(day.said)).toEqual(new Set(["risk"]));
    }
  });

  test("another light of the limits is said first, with its reasons, and once", () => {
    const day = new Day();
    const losses = ["a", "b", "c", "d", "e"].flatMap((id, at) => {
      const atMs = OPEN_MS + at * 400_000;
      return [
        ...day.put(fill(`${id}1`, "buy", 100, atMs, 2_000), atMs),
        ...day.put(fill(`${id}2`, "sell", 99, atMs + 60_000, 2_000), atMs + 60_000),
      ];
    });
    const risk = losses.filter(({ kind }) => kind === "risk");
    expect(risk[0]?.text).toMatch(/^Risk is (YELLOW|RED)\. /);
    expect(new Set(risk.map(({ id }) => id)).size).toBe(risk.length);
  });

  test("an entry soon after a loss, and a larger one, are signs of tilt", () => {
    const day = new Day();
    day.put(fill("a", "buy", 100, OPEN_MS, 10), OPEN_MS);
    day.put(fill("b", "sell", 99.9, OPEN_MS + 60_000, 10), OPEN_MS + 60_000);
    const again = day.put(fill("c", "buy", 100, OPEN_MS + 150_000, 25), OPEN_MS + 151_000);
    expect(again.find(({ kind }) => kind === "tilt")).toMatchObject({
      symbol: "SPY",
      text: "SPY entered within 2 minutes after a loss, 2.5 times the size of the one that lost. Hold it against your plan.",
    });
    const calm = new Day();
    calm.put(fill("a", "buy", 100, OPEN_MS, 10), OPEN_MS);
    calm.put(fill("b", "sell", 101, OPEN_MS + 60_000, 10), OPEN_MS + 60_000);
    expect(kinds(calm.put(fill("c", "buy", 100, OPEN_MS + 90_000, 25), OPEN_MS + 91_000)).has("tilt")).toBe(
      false,
    );
  });

  test("a proposal that was said and is taken back is said to be", () => {
    const day = new Day();
    day.put({ type: "settings", settings: LOUD }, OPEN_MS - 1);
    day.tell(500);
    const spoken = day.said.findLast(({ kind }) => kind === "callout");
    const callout = [...day.desk.callouts.all].find(({ id }) => `callout:${id}` === spoken?.id);
    if (callout === undefined || spoken === undefined) throw new Error("no proposal was said");
    const withdrawn: Callout = { ...callout, state: "withdrawn" };
    const decisions: Decision[] = [{ kind: "callout", body: withdrawn }];
    const lightBefore = day.desk.sentinel.state.light;
    const [message] = day.watch.hear({ atMs: CLOSE_MS + 60_000, decisions, lightBefore });
    expect(message).toMatchObject({ kind: "callout", id: `withdrawn:${callout.id}` });
    expect(message?.text).toMatch(/is taken back: its bar was revised/);
  });

  test("its words would pass the gate that a model's words pass", () => {
    const day = new Day();
    day.put({ type: "settings", settings: LOUD }, OPEN_MS - 1);
    for (const { text, evidence, kind } of day.tell(500)) {
      if (kind === "callout") continue;
      const { problems } = checkWords(text, { evidence, symbols: [...SYMBOLS], asked: "" });
      expect([text, problems]).toEqual([text, []]);
    }
  });
});
