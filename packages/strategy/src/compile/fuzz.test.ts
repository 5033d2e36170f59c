import type { SessionKind, Timeframe } from "@spotlight/contracts";
import type { MarketBar } from "@spotlight/market";
import { describe, expect, it } from "vitest";
import { checkRule, format, GRAMMAR, type Rule, tokens } from "../language/index.ts";
import { parse } from "../language/parser.ts";
import { Problems } from "../language/problem.ts";
import { BarSeries } from "../series/index.ts";
import { seededRandom, tradingDays, walkDays } from "../testing/bars.ts";
import { Deriver, readGrammar, recognises } from "../testing/ebnf.ts";
import { longerBars } from "../testing/market.ts";
import { ProgramWriter } from "../testing/program.ts";
import { Reference, type ReferenceValue } from "../testing/reference.ts";
import { compileRule } from "./index.ts";

const long = process.env["SPOTLIGHT_LONG"] === "1";
const PROGRAMS = long ? 100_000 : 1_500;
const TIMEOUT_MS = long ? 3_600_000 : 60_000;
const WORLDS = 6;
const grammar = readGrammar(GRAMMAR);

/**
 * Bars of every series that programs read. Some minutes are missing, other symbols may lag behind, and the last 5m bar of
 * the rule's own symbol is still forming.
 */
class World {
  readonly session: SessionKind;
  readonly timeframe: Timeframe;
  readonly #minutes: Readonly<Record<string, readonly MarketBar[]>>;
  readonly #series = new Map<string, BarSeries>();

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.session = seed % 3 === 0 ? "rth_ext" : "rth";
    this.timeframe = seed % 2 === 0 ? "1m" : "5m";
    const days = tradingDays("2026-06-29", 8);
    const missing = seed % 2 === 0 ? 0.1 : 0;
    const walk = () => walkDays({ days, random, missing, barsPerDay: 40, gapDollars: 1 });
    const [own, spy] = [walk(), walk()];
    this.#minutes = { OWN: own, SPY: spy, QQQ: walk().slice(0, -7) };
  }

  readonly find = (symbol: string | null, timeframe: Timeframe | null): BarSeries => {
    const key = `${symbol ?? "OWN"} ${timeframe ?? this.timeframe}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const made = new BarSeries(symbol ?? "OWN", timeframe ?? this.timeframe, this.session);
    made.appendAll(longerBars(this.#minutes[symbol ?? "OWN"] ?? [], made.timeframe, this.session));
    this.#series.set(key, made);
    if (made.timeframe === "5m" && made.symbol === "OWN") {
      const last = made.bar(made.length - 1);
      made.reviseLast({ ...last, endMs: last.startMs + 120_000, state: "forming" });
    }
    return made;
  };
}

function checked(source: string): Rule {
  const { rule, errors } = checkRule(source);
  if (rule === null) throw new Error(`${JSON.stringify(errors)}\n${source}`);
  return rule;
}

function plainBars(series: BarSeries) {
  const bars = Array.from({ length: series.length }, (_, index) => series.bar(index));
  return { bars, finishedMs: series.finishedMs };
}

/** What the interpreter says of a rule at a bar, in the words of the compiled one. */
function interpreted(rule: Rule, world: World, index: number): Record<string, unknown> {
  const { syntax } = rule;
  const parameters = new Map([...rule.parameters].map(([name, { value }]) => [name, value]));
  const find = (symbol: string | null, timeframe: Timeframe | null) =>
    plainBars(world.find(symbol, timeframe));
  const reference = new Reference({
    session: world.session,
    definitions: rule.definitions,
    parameters,
    find,
  });
  const own = find(null, null);
  const at = (expression: Parameters<Reference["at"]>[0] | null): ReferenceValue =>
    expression === null ? null : reference.at(expression, own, index);
  const number = (expression: Parameters<Reference["at"]>[0]): number => Number(at(expression) ?? Number.NaN);
  const entry = own.bars[index]?.close ?? Number.NaN;
  const risk = (entry - number(syntax.stop)) * (syntax.direction === "long" ? 1 : -1);
  const side = syntax.direction === "long" ? 1 : -1;
  return {
    when: at(syntax.when) === true,
    stop: number(syntax.stop),
    targets: syntax.targets.map((target) => {
      if (target.kind === "price") return number(target.price);
      return risk > 0 ? entry + side * number(target.multiple) * risk : Number.NaN;
    }),
    grade: at(syntax.gradeA) === true ? "A" : at(syntax.gradeB) === true ? "B" : "C",
    reasons: rule.reasons.map((reason) => number(reason.value)),
  };
}

function compiled(rule: Rule, world: World): (index: number) => Record<string, unknown> {
  const bound = compileRule(rule).bind((need) => world.find(need.symbol, need.timeframe));
  bound.settle();
  return (index) => ({
    when: bound.when(index),
    stop: bound.stop(index),
    targets: bound.targets(index),
    grade: bound.grade(index),
    reasons: bound.reasons(index).map((reason) => reason.value),
  });
}

/** 0 and -0 are one number in the language. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "number" ? String(each + 0) : each));
}

const TERMINALS: Readonly<Record<string, readonly string[]>> = {
  WHOLE: ["1", "5", "12"],
  TEXT: ['"a"', '"b c"'],
  TIMEFRAME: ["1m", "5m", "1h", "1d"],
  NAME: ["alpha", "beta"],
  NUMBER: ["1", "2.5", ".5"],
  TIME: ["09:45", "15:30"],
  SYMBOL: ["SPY", "BRK.A", '"BTC-USD"'],
  UNIT: ["dollars", "times"],
  COMPARE: ["<", "<=", ">", ">=", "==", "!="],
};
const KIND: Readonly<Record<string, string>> = {
  WHOLE: "number",
  NUMBER: "number",
  TEXT: "text",
  TIMEFRAME: "timeframe",
  NAME: "word",
  TIME: "time",
  UNIT: "word",
  COMPARE: "mark",
};

function isSentence(source: string): boolean {
  const all = tokens(source).filter((token) => token.kind !== "comment" && token.kind !== "end");
  return recognises(grammar, "rule", all, (terminal, { kind, text }) => {
    if (terminal === "SYMBOL") return kind === "text" || /^[A-Z][A-Z0-9.]*$/.test(text);
    if (terminal === "COMPARE") return (TERMINALS["COMPARE"] ?? []).includes(text);
    return kind === KIND[terminal] && (terminal !== "WHOLE" || /^\d+$/.test(text));
  });
}

describe("compiled rules", () => {
  it(`say what the interpreter says, over ${PROGRAMS} programs`, { timeout: TIMEOUT_MS }, () => {
    const seen = { fired: 0, quiet: 0, stops: 0 };
    for (let seed = 1; seed <= PROGRAMS; seed += 1) {
      const random = seededRandom(seed);
      const world = worlds[seed % WORLDS] as World;
      const source = new ProgramWriter(random).rule(world.timeframe, world.session);
      const rule = checked(source);
      const ask = compiled(seed % 2 === 0 ? rule : checked(format(rule.syntax)), world);
      const { length } = world.find(null, null);
      for (let probe = 0; probe < 3; probe += 1) {
        const index = probe === 0 ? length - 1 : Math.floor(random() * length);
        const answer = ask(index);
        if (plain(answer) !== plain(interpreted(rule, world, index)))
          expect(answer, `program ${seed} at bar ${index}:\n${source}`).toEqual(
            interpreted(rule, world, index),
          );
        seen[answer["when"] === true ? "fired" : "quiet"] += 1;
        if (Number.isFinite(answer["stop"])) seen.stops += 1;
      }
    }
    expect(Math.min(seen.fired, seen.quiet, seen.stops)).toBeGreaterThan(PROGRAMS / 3);
  });

  it("are printed and read back the same, and keep to the published grammar", { timeout: TIMEOUT_MS }, () => {
    for (let seed = 1; seed <= PROGRAMS / 5; seed += 1) {
      const source = new ProgramWriter(seededRandom(seed)).rule("1m", "rth");
      const text = format(checked(source).syntax);
      expect(format(checked(text).syntax)).toBe(text);
      expect(isSentence(source), source).toBe(true);
      expect(isSentence(text), text).toBe(true);
    }
  });
});

describe("the published grammar", () => {
  it("writes nothing that the parser takes for broken", { timeout: TIMEOUT_MS }, () => {
    for (let seed = 1; seed <= PROGRAMS; seed += 1) {
      const random = seededRandom(seed);
      const terminal = (name: string): string => {
        const list = TERMINALS[name] ?? [];
        return list[Math.floor(random() * list.length)] ?? "";
      };
      const deriver = new Deriver(grammar, random, terminal);
      const source = Array.from({ length: 4 }, () => deriver.rule("statement", 14)).join("\n");
      const problems = new Problems(source);
      parse(source, problems);
      const broken = problems
        .list()
        .filter(({ message }) => /not expected|too early|no statement|quote/.test(message));
      expect(broken, source).toEqual([]);
      checkRule(source);
    }
  });

  it("refuses what is no rule", () => {
    expect(isSentence("when close >")).toBe(false);
    expect(isSentence("when close = 5")).toBe(false);
    expect(isSentence("when close > 5 > 4")).toBe(false);
    expect(isSentence('rule "A" long when close > 5')).toBe(true);
  });
});

const worlds = Array.from({ length: WORLDS }, (_, seed) => new World(seed));
