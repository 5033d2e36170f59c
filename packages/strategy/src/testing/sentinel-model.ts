import type { Fill, RiskProfile, RiskState } from "@spotlight/contracts";
import fc from "fast-check";
import { expect } from "vitest";
import type { Desk, Said } from "./desk.ts";
import { OPEN_MS } from "./fills.ts";
import { profileArbitrary } from "./profiles.ts";

const MINUTE_MS = 60_000;
/** Minutes after 2026-06-01 09:30 at which the days of that week begin, 04:00 New York, and Monday's of the next. */
const DAY_STARTS = [0, 1, 2, 3, 4, 7].map((days) => days * 1_440 - 330);
const SYMBOLS = ["SPY", "QQQ"] as const;

type Limit =
  | "dailyLossR"
  | "tradesPerDay"
  | "maxShares"
  | "openPositions"
  | "riskPerTradeDollars"
  | "trailingLossR";
const LOWER_IS_TIGHTER: readonly Limit[] = [
  "dailyLossR",
  "tradesPerDay",
  "maxShares",
  "openPositions",
  "riskPerTradeDollars",
  "trailingLossR",
];

const limitOf = (value: number | null): number => value ?? Number.POSITIVE_INFINITY;

/** What must hold, kept in the plainest way: no fold, no sharing with the sentinel. */
export interface Model {
  minute: number;
  day: number;
  /** Profiles of the day: what was in force at its start, then every change. */
  stated: RiskProfile[];
  wasLocked: boolean;
  fills: Map<string, Fill>;
  next: number;
}

function dayOf(minute: number): number {
  return DAY_STARTS.findLastIndex((start) => minute >= start);
}

/** Moves the model's clock, and begins a new day with the profile that was stated last. */
function learn(model: Model, minute: number): void {
  model.minute = Math.max(model.minute, minute);
  const day = dayOf(model.minute);
  if (day === model.day) return;
  model.day = day;
  model.wasLocked = false;
  model.stated = model.stated.slice(-1);
}

const signed = (fill: Fill): number => (fill.side === "buy" ? 1 : -1) * fill.quantity;

/** Dollars realised today by the plain sum of cash, for a day that began flat and is flat again; null otherwise. */
function flatCash(model: Model): number | null {
  const fills = [...model.fills.values()];
  const todays = fills.filter((fill) => dayOf((fill.atMs - OPEN_MS) / MINUTE_MS) === model.day);
  let cash = 0;
  for (const symbol of SYMBOLS) {
    const earlier = fills.filter((fill) => fill.symbol === symbol && !todays.includes(fill));
    const own = todays.filter((fill) => fill.symbol === symbol);
    if (earlier.reduce((sum, fill) => sum + signed(fill), 0) !== 0) return null;
    if (own.reduce((sum, fill) => sum + signed(fill), 0) !== 0) return null;
    for (const fill of own) cash -= signed(fill) * fill.price + fill.commission;
  }
  return cash;
}

/** The same facts folded again make the same sentinel, in every part of it. */
export function checkRestart(desk: Desk): void {
  expect(desk.restarted()).toEqual(desk.sentinel);
}

/** The laws, after every input; `told` is the state that a reader who hears of changes knows. */
function checkLaws(model: Model, desk: Desk, told: RiskState): void {
  const { state } = desk;
  expect(told).toBe(state);
  const verdicts = SYMBOLS.map((symbol) => desk.ask({ symbol }));
  expect(state.day).toBe(
    ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05", "2026-06-08"][model.day],
  );
  if (model.wasLocked) expect(state).toMatchObject({ locked: true, light: "RED" });
  if (state.light === "RED") {
    expect(state.untilMs).toBeGreaterThan(OPEN_MS + model.minute * MINUTE_MS);
    for (const { allow, shares } of verdicts) expect({ allow, shares }).toEqual({ allow: false, shares: 0 });
  } else expect(state.untilMs).toBeNull();
  for (const limit of LOWER_IS_TIGHTER)
    expect(limitOf(state.profile[limit])).toBe(Math.min(...model.stated.map((each) => limitOf(each[limit]))));
  expect(state.profile.coolDownMinutes).toBe(Math.max(...model.stated.map((each) => each.coolDownMinutes)));
  const last = model.stated.at(-1);
  for (const limit of LOWER_IS_TIGHTER)
    expect((state.pending?.profile ?? state.profile)[limit]).toBe(last?.[limit] ?? null);
  const cash = flatCash(model);
  if (cash !== null) {
    expect(state.today.realisedDollars).toBeCloseTo(cash, 4);
    expect(state.today.openPositions).toBe(0);
    const limitDollars = Math.min(...model.stated.map((each) => limitOf(each.dailyLossDollars)));
    if (cash <= -limitDollars) expect(state.locked).toBe(true);
  }
  for (const { allow, shares } of verdicts) {
    if (!allow) continue;
    expect(shares).toBeLessThanOrEqual(limitOf(state.profile.maxShares));
    expect(shares * 1).toBeLessThanOrEqual(limitOf(state.profile.riskPerTradeDollars) + 1e-6);
  }
  model.wasLocked ||= state.locked;
}

/** One thing that happens: what is said, given the model, and at which minute. */
class Happening implements fc.Command<Model, Desk> {
  private readonly name: string;
  private readonly minutes: number;
  private readonly say: (model: Model, minute: number) => Said | null;

  constructor(name: string, minutes: number, say: (model: Model, minute: number) => Said | null) {
    this.name = name;
    this.minutes = minutes;
    this.say = say;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, desk: Desk): void {
    const minute = Math.min(model.minute + this.minutes, (DAY_STARTS.at(-1) ?? 0) + 900);
    const said = this.say(model, Math.max(minute, model.minute));
    if (said === null) return;
    learn(model, minute);
    if (said.type === "fill") model.fills.set(said.fill.id, said.fill);
    if (said.type === "fill_removed") model.fills.delete(said.id);
    if (said.type === "profile") model.stated.push(said.profile);
    const before = desk.state;
    const emitted = desk.say(minute, said);
    checkLaws(model, desk, emitted ?? before);
  }

  toString(): string {
    return `${this.name}(${this.minutes} min)`;
  }
}

/** A restart, which changes nothing. */
class Restart implements fc.Command<Model, Desk> {
  check(): boolean {
    return true;
  }

  run(_model: Model, desk: Desk): void {
    checkRestart(desk);
  }

  toString(): string {
    return "restart";
  }
}

const minutes = fc.oneof(
  { weight: 8, arbitrary: fc.nat(12) },
  fc.integer({ min: -3_000, max: -1 }),
  fc.constantFrom(400, 1_440),
);
const price = fc.integer({ min: 9_700, max: 10_300 }).map((cents) => cents / 100);
const symbol = fc.constantFrom(...SYMBOLS);

const fills = fc
  .record({
    minutes,
    symbol,
    side: fc.constantFrom("buy" as const, "sell" as const),
    price,
    backMinutes: fc.constantFrom(0, 0, 0, 30, 2_000),
    stop: fc.option(price),
    commission: fc.constantFrom(0, 1),
  })
  .map(
    ({ minutes, backMinutes, ...values }) =>
      new Happening(
        `${values.side} ${values.symbol} at ${values.price}, dated back ${backMinutes}`,
        minutes,
        (model, minute) => {
          model.next += 1;
          const atMs = OPEN_MS + Math.max(minute - backMinutes, DAY_STARTS[0] ?? 0) * MINUTE_MS;
          return {
            type: "fill",
            fill: { id: `f${model.next}`, quantity: 100, calloutId: null, atMs, ...values },
          };
        },
      ),
  );
const exits = fc.record({ minutes, symbol, price }).map(
  ({ minutes, symbol, price }) =>
    new Happening(`out of ${symbol} at ${price}`, minutes, (model, minute) => {
      const held = [...model.fills.values()]
        .filter((fill) => fill.symbol === symbol)
        .reduce((sum, fill) => sum + (fill.side === "buy" ? fill.quantity : -fill.quantity), 0);
      if (held === 0) return null;
      model.next += 1;
      const fill: Fill = {
        id: `f${model.next}`,
        symbol,
        side: held > 0 ? "sell" : "buy",
        quantity: Math.abs(held),
        price,
        commission: 1,
        atMs: OPEN_MS + minute * MINUTE_MS,
        calloutId: null,
        stop: null,
      };
      return { type: "fill", fill };
    }),
);
const again = fc.record({ minutes, pick: fc.nat(), price: fc.option(price) }).map(
  ({ minutes, pick, price }) =>
    new Happening("a fill again, amended or not", minutes, (model) => {
      const fill = [...model.fills.values()][pick % Math.max(1, model.fills.size)];
      return fill === undefined ? null : { type: "fill", fill: { ...fill, price: price ?? fill.price } };
    }),
);
const removals = fc.record({ minutes, pick: fc.nat() }).map(
  ({ minutes, pick }) =>
    new Happening("a fill taken back", minutes, (model) => {
      const id = [...model.fills.keys()][pick % Math.max(1, model.fills.size)];
      return { type: "fill_removed", id: id ?? "none" };
    }),
);
const marks = fc.record({ minutes, symbol, price, back: fc.nat(2) }).map(
  ({ minutes, symbol, price, back }) =>
    new Happening(`${symbol} at ${price}`, minutes, (_model, minute) => ({
      type: "mark",
      symbol,
      minuteMs: OPEN_MS + (minute - back) * MINUTE_MS,
      price,
    })),
);
const profiles = fc
  .record({ minutes, profile: profileArbitrary })
  .map(
    ({ minutes, profile }) =>
      new Happening(`profile ${JSON.stringify(profile)}`, minutes, () => ({ type: "profile", profile })),
  );
const clocks = minutes.map((minutes) => new Happening("clock", minutes, () => ({ type: "clock" })));

/** A model on the morning of 2026-06-01, with a profile in force. */
export function newModel(profile: RiskProfile, wasLocked: boolean): Model {
  return { minute: 0, day: 0, stated: [profile], wasLocked, fills: new Map(), next: 0 };
}

/** Days at a desk: fills entered, backdated, amended and taken back, prices, profiles, clocks that jump, restarts. */
export function deskDays(maxCommands: number): fc.Arbitrary<Iterable<fc.Command<Model, Desk>>> {
  const commands = [
    fills,
    fills,
    exits,
    exits,
    again,
    removals,
    marks,
    marks,
    profiles,
    clocks,
    fc.constant(new Restart()),
  ];
  return fc.commands<Model, Desk>(commands, { maxCommands });
}
