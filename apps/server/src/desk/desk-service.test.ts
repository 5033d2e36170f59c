import { setImmediate } from "node:timers/promises";
import type { ActiveStrategy, DeskInput, Fill, RiskProfile } from "@spotlight/contracts";
import { DEFAULT_RISK_PROFILE } from "@spotlight/contracts";
import type { MinuteFact, TradingDay } from "@spotlight/market";
import { SETUPS, momentsOf } from "@spotlight/strategy";
import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { MinuteNews } from "../../../../packages/strategy/src/desk/moments.ts";
import {
  disturbedDay,
  randomMarket,
  seeded,
  tradingDays,
} from "../../../../packages/strategy/src/testing/random-market.ts";
import type { Fact, MarketFact, NewFact } from "../log/market-log.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { talkative } from "../testing/test-rules.ts";
import { DeskService, InputRefused } from "./desk-service.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const SYMBOLS = ["SPY", "QQQ"];
const PAST_DAYS = 6;
const DAYS = tradingDays("2026-03-02", PAST_DAYS + 2);
const OWNER = "owner";
const RULES: readonly ActiveStrategy[] = [
  { kind: "rule", id: "rule:up", version: 1, name: "Up", source: talkative("Up", "A") },
];

/** What happens: market facts that are learned at once, or something that the person does. */
type Event =
  | { readonly kind: "market"; readonly atMs: number; readonly facts: readonly MarketFact[] }
  | { readonly kind: "input"; readonly atMs: number; readonly salt: number };

/** Two days of two symbols as a feed tells them, with a person's deeds strewn in. */
function story(seed: number, deeds: number): readonly Event[] {
  const random = seeded(seed);
  const days = DAYS.slice(PAST_DAYS);
  const news = SYMBOLS.flatMap((symbol, index) =>
    disturbedDay(symbol, pastOf(seed, index).slice(PAST_DAYS).flat(), seed + index),
  ).sort((a, b) => a.learnedMs - b.learnedMs);
  const events: Event[] = [...moments(news)];
  for (let deed = 0; deed < deeds; deed += 1) {
    const day = days[Math.floor(random() * days.length)] as TradingDay;
    const atMs = Math.floor(day.openMs + random() * (day.closeMs - day.openMs));
    events.push({ kind: "input", atMs, salt: Math.floor(random() * 2 ** 31) });
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

function pastOf(seed: number, index: number): readonly MinuteFact[][] {
  return randomMarket(seed + index * 1_000, DAYS);
}

function* moments(news: readonly MinuteNews[]): Generator<Event> {
  let facts: MarketFact[] = [];
  for (const one of news) {
    const { learnedMs } = one;
    if (facts[0] !== undefined && facts[0].learnedMs !== learnedMs) {
      yield { kind: "market", atMs: facts[0].learnedMs, facts };
      facts = [];
    }
    facts.push(factOf(one));
  }
  if (facts[0] !== undefined) yield { kind: "market", atMs: facts[0].learnedMs, facts };
}

function factOf({ symbol, minute, cause, learnedMs }: MinuteNews): MarketFact {
  const frame = { symbol, startMs: minute.startMs, learnedMs };
  if (minute.kind === "bar") return { ...frame, kind: "bar", cause, body: { bar: minute.bar, before: null } };
  if (minute.kind === "empty") return { ...frame, kind: "empty", cause: null, body: {} };
  return { ...frame, kind: "gap", cause: null, body: { reason: minute.reason } };
}

/** A desk in a process of its own, over a log that outlives it. */
class Life {
  readonly desk: DeskService;
  readonly #log: MemoryMarketLog;
  #nowMs: number;

  constructor(log: MemoryMarketLog, nowMs: number) {
    this.#log = log;
    this.#nowMs = nowMs;
    this.desk = new DeskService({
      owner: OWNER,
      log,
      rules: async () => RULES,
      meter: new Metrics(),
      logger: pino({ level: "silent" }),
      nowMs: () => this.#nowMs,
      commit: async (facts) => void (await log.append(facts, null)),
    });
  }

  async open(): Promise<this> {
    await this.desk.open();
    for (const symbol of SYMBOLS) await this.desk.prepare(symbol);
    return this;
  }

  async live(events: readonly Event[]): Promise<void> {
    for (const event of events) {
      if (event.kind === "market") {
        this.#nowMs = Math.max(this.#nowMs, event.atMs);
        const facts: NewFact[] = [...this.desk.pass(this.#nowMs), ...event.facts];
        facts.push(...this.desk.decide(event.facts));
        await this.#log.append(facts, null);
      } else await this.#act(event);
    }
  }

  /** Does what the salt says, as the desk stands: what is done depends on nothing but the log and the event. */
  async #act({ atMs, salt }: Extract<Event, { kind: "input" }>): Promise<void> {
    const random = seeded(salt);
    // A wall clock may lie behind the market's, or jump back.
    this.#nowMs = Math.max(this.#nowMs, atMs) - (random() < 0.1 ? 90_000 : 0);
    if (random() < 0.08) return this.#watchAgain(random() < 0.5 ? "SPY" : "QQQ");
    const input = this.#inputOf(random);
    const taken = input.type === "respond" && input.action === "accept" && random() < 0.5;
    const fills: DeskInput[] = taken ? [{ type: "fill", fill: this.#fillOf(random, []) }] : [];
    await this.desk.submit(input, ...fills).catch((error: unknown) => {
      if (!(error instanceof InputRefused)) throw error;
    });
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  /** Lets go of a symbol and takes it up again. */
  async #watchAgain(symbol: string): Promise<void> {
    this.desk.drop(symbol);
    await setImmediate();
    await this.desk.prepare(symbol);
  }

  #inputOf(random: () => number): DeskInput {
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const { desk } = this.desk;
    const callouts = [...desk.callouts.all];
    const fills = desk.fills.symbols.flatMap((symbol) => [...desk.fills.fills(symbol)]);
    const chance = random();
    if (chance < 0.3 && callouts.length > 0)
      return {
        type: "respond",
        callout: pick(callouts.slice(-6)).id,
        action: pick(["accept", "reject", "snooze"]),
        reason: pick([null, "too late"]),
      };
    if (chance < 0.4 && fills.length > 0) return { type: "fill_removed", id: pick(fills).id };
    if (chance < 0.5) return { type: "profile", profile: profileOf(random) };
    if (chance < 0.58)
      return {
        type: "settings",
        settings: {
          density: pick(["quiet", "normal", "loud"]),
          quietHours: pick([null, { from: 600, to: 700 }, { from: 930, to: 570 }]),
          paused: random() < 0.1,
          governorTight: random() < 0.3,
          learningLoop: random() < 0.7,
        },
      };
    if (chance < 0.65)
      return {
        type: "feedback",
        strategy: pick(SETUPS).id,
        feedback: { verdict: pick(["good", "bad", "late"]) },
      };
    return { type: "fill", fill: this.#fillOf(random, fills) };
  }

  #fillOf(random: () => number, fills: readonly Fill[]): Fill {
    const symbol = SYMBOLS[Math.floor(random() * SYMBOLS.length)] as string;
    const price = Math.round(10_000 * (0.98 + random() * 0.04)) / 100;
    const amends = fills.length > 0 && random() < 0.1;
    return {
      id: amends ? (fills[0]?.id ?? "f") : `f${Math.floor(random() * 1e9)}`,
      symbol,
      side: random() < 0.5 ? "buy" : "sell",
      quantity: 100,
      price,
      commission: 0,
      atMs: Math.floor(this.#nowMs - (random() < 0.2 ? random() * 86_400_000 : 0)),
      calloutId: null,
      stop: random() < 0.6 ? price - 1 : null,
    };
  }
}

function profileOf(random: () => number): RiskProfile {
  const some = (value: number): number | null => (random() < 0.3 ? null : value);
  return {
    ...DEFAULT_RISK_PROFILE,
    equityDollars: some(50_000),
    riskPerTradeDollars: some(Math.ceil(random() * 400)),
    dailyLossR: some(Math.ceil(random() * 6)),
    trailingLossDollars: some(Math.ceil(random() * 2_000)),
    lossBasis: random() < 0.5 ? "open" : "realised",
    tradesPerDay: some(Math.ceil(random() * 12)),
    lossesInARow: some(Math.ceil(random() * 3)),
    coolDownMinutes: Math.floor(random() * 40),
    gradeAOnlyAfterLosses: some(2),
  };
}

async function logOf(seed: number): Promise<MemoryMarketLog> {
  const log = new MemoryMarketLog("test");
  for (const [index, symbol] of SYMBOLS.entries())
    await log.backfill(
      symbol,
      pastOf(seed, index).slice(0, PAST_DAYS).flat(),
      DAYS[PAST_DAYS]?.preOpenMs ?? 0,
    );
  return log;
}

async function told(log: MemoryMarketLog): Promise<readonly Fact[]> {
  return log.read({ after: 0, until: log.head, symbols: null, limit: Number.MAX_SAFE_INTEGER });
}

/** The facts of lives that end at these places of the story, each gone on from by another over the same log. */
async function factsOf(
  seed: number,
  events: readonly Event[],
  cuts: readonly number[],
): Promise<readonly Fact[]> {
  const log = await logOf(seed);
  let from = 0;
  let nowMs = DAYS[PAST_DAYS]?.preOpenMs ?? 0;
  for (const until of [...cuts, events.length]) {
    const life = await new Life(log, nowMs).open();
    await life.live(events.slice(from, until));
    nowMs = Math.max(nowMs, events[until - 1]?.atMs ?? 0);
    from = until;
  }
  return told(log);
}

test(
  "a desk that ends anywhere is gone on from over its log to the very same facts",
  { timeout: LONG ? 1_200_000 : 120_000 },
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(100_000),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 5 }),
        async (seed, places) => {
          const events = story(seed, 120);
          const cuts = places.map((place) => Math.floor(place * events.length)).sort((a, b) => a - b);
          const whole = await factsOf(seed, events, []);
          for (const { kind } of whole) seen.set(kind, (seen.get(kind) ?? 0) + 1);
          expect(await factsOf(seed, events, cuts)).toEqual(whole);
        },
      ),
      { numRuns: LONG ? 200 : 4, verbose: true },
    );
    for (const kind of ["signal", "callout", "risk", "input"])
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(50);
  },
);

/** The story's market alone, heard of once a minute, so that a bar and its revision come together. */
function byTheMinute(seed: number): readonly MinuteNews[] {
  return SYMBOLS.flatMap((symbol, index) =>
    disturbedDay(symbol, pastOf(seed, index).slice(PAST_DAYS).flat(), seed + index),
  )
    .map((one) => ({ ...one, learnedMs: Math.ceil(one.learnedMs / 60_000) * 60_000 }))
    .sort((a, b) => a.learnedMs - b.learnedMs);
}

/** What was decided and said, without its place in the log. */
function decided(facts: readonly Fact[]): readonly unknown[] {
  return facts.flatMap(({ cursor: _cursor, ...fact }) => ("owner" in fact ? [fact] : []));
}

test("what is learned at once is decided, and spoken of, as if it had come one after the other", async () => {
  let messages = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), async (seed) => {
      const news = byTheMinute(seed);
      const together = [...moments(news)];
      const apart = [...momentsOf(news)].flatMap((moment) => [...moments(moment.news)]);
      expect(apart.length).toBeGreaterThan(together.length);
      const whole = decided(await factsOf(seed, together, []));
      messages += whole.filter((fact) => (fact as Fact).kind === "coach").length;
      expect(decided(await factsOf(seed, apart, []))).toEqual(whole);
    }),
    { numRuns: LONG ? 60 : 3, verbose: true },
  );
  expect(messages).toBeGreaterThan(10);
});
