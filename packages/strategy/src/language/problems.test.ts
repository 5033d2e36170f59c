import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRule } from "./check-rule.ts";
import { tokens } from "./lexer.ts";
import { MAX_PROBLEMS } from "./limits.ts";

const long = process.env["SPOTLIGHT_LONG"] === "1";

/** A whole rule around a condition; `more` are statements that stand on its third line. */
function ruleOf(when: string, more = ""): string {
  return `rule "Test"\nlong\n${more}when ${when}\nstop low\ntarget 2 R\n`;
}

/** Line, first and last column (exclusive), and words of the hint, of each problem, for conditions on line 3. */
const CONDITIONS: readonly (readonly [string, number, number, string])[] = [
  ["close = 5", 12, 13, "Write == to compare two values."],
  ["close > vwap and 5", 23, 24, "Compare it with something: close > vwap."],
  ["close > vwap && volume > 5", 19, 20, "Write `and` between conditions."],
  ["clos > 5", 6, 10, "Did you mean close?"],
  ["close > emma(20)", 14, 18, "Did you mean ema?"],
  ["close", 6, 11, "Compare it with something: when close > vwap."],
  ["close > ema(20.5)", 18, 22, "Write such a number."],
  ["ema(501) > close", 10, 13, "Write such a number."],
  ["ema(0) > close", 10, 11, "Write such a number."],
  ["close[-1] > 5", 12, 13, "Write how many bars to look back, 0 to 500: close[1]."],
  ["close[n] > 5", 12, 13, "Write how many bars to look back, 0 to 500: close[1]."],
  ["close[501] > 5", 12, 15, "Write how many bars to look back, 0 to 500: close[1]."],
  ["close > 5 > 4", 16, 17, "Join two comparisons: a < b and b < c."],
  ["close crosses ema(9)", 20, 23, "Write `crosses above` or `crosses below`."],
  ["close crosses over ema(9)", 20, 24, "Write `crosses above` or `crosses below`."],
  ["close cross above ema(9)", 12, 17, "Did you mean crosses?"],
  ["close > volume", 6, 20, "Compare values of one unit, or with a plain number."],
  ["close + volume > 5", 6, 20, "Divide one by a value of its own unit first, to make a plain"],
  ["time > 5", 13, 14, "Write a time, such as 09:45."],
  ["close > 09:45", 6, 11, "Compare `time` with it: time >= 09:45."],
  ["time between 15:30 and 09:45", 19, 24, "Write the lesser end first."],
  ["time > 25:00", 13, 18, "Write times of New York from 00:00 to 23:59."],
  ["close > vwap of spy", 22, 25, "Write a symbol in capitals, with a dash in quotes: of SPY, o"],
  ["close of SPY of QQQ > 5", 19, 21, "Write the symbol first, then the timeframe: close of SPY on "],
  ["(close of SPY > 5) on 5m", 7, 19, "Say the series once, around the whole value."],
  ["close on 7m > 5", 15, 17, "Timeframes are 1m, 2m, 5m, 10m, 15m, 30m, 1h, 1d."],
  ["close on > 5", 15, 16, "Timeframes are 1m, 2m, 5m, 10m, 15m, 30m, 1h, 1d."],
  ["close of > 5", 15, 16, "Write a symbol in capitals, with a dash in quotes: of SPY, o"],
  ["(close > 5", 16, 17, "Close the bracket with )."],
  ["ema(20 > close", 20, 21, "Close the bracket with )."],
  ["close > 5)", 15, 16, "Write the statement as in: when close > vwap and rsi(14) < 7"],
  ["close > ", 13, 14, "Write a value here: a number, a price such as close, or an i"],
  ["not 5", 10, 11, "Compare it with something: close > vwap."],
  ["-(close > 5) > 3", 8, 17, "Use a number here."],
  ["highest(close) > 5", 6, 20, "Write it as highest(value, bars)."],
  ["highest(close, 5, 6) > 5", 6, 26, "Write it as highest(value, bars)."],
  ["count(close, 5) > 3", 12, 17, "Compare it with something: close > vwap."],
  ["vwap() > 5", 6, 12, "Write it as vwap."],
  ["macd(26, 12, 9) > 0", 11, 13, "Write it as macd(12, 26, 9)."],
  ["bollinger_upper(20, 0) > 5", 26, 27, "Write a number such as 2."],
  ["highest(close, close) > 5", 21, 26, "Write a number: highest(value, bars)."],
  ["ema(20", 12, 13, "Close the bracket with )."],
  ["close between 5", 21, 22, "Write `between` as in `rsi(14) between 40 and 60`."],
  ["close > vwap from noon", 24, 28, "Write `vwap from 10:00`, `vwap from open` or `vwap from prio"],
  ["volume > 1e5", 16, 18, "Write the statement as in: when close > vwap and rsi(14) < 7"],
  ["close > 1234567890123456", 14, 30, "Write a shorter number."],
  ["close > $5", 14, 15, "Write dollars as a plain number."],
  ["close % 5 > 1", 12, 13, "There are no percentages: write 0.01 for 1 %."],
  ["AND close > 5", 6, 9, "Did you mean and?"],
  ["close > 5 AND open > 4", 16, 19, "Did you mean and?"],
  ["rsi(14) crosses above time", 6, 13, "Compare `time` with it: time >= 09:45."],
  ["premarket > 5", 6, 15, "Join conditions with and, or and not."],
  ["min(close, volume) > 5", 6, 24, "Give it two values of one unit."],
  ["relative_volume(3) > 1", 22, 23, "Write such a number."],
  ["stop > 5", 6, 10, "Define it with let, or choose a word of the reference."],
  ["trend > 5", 6, 11, "Define it with let, or choose a word of the reference."],
  ["(close > 5) == (open > 5)", 7, 16, "Join conditions with and, or and not."],
  ['close > "5"', 14, 17, "Write a value here: a number, a price such as close, or an i"],
  ["close[1", 13, 14, "Close the offset with ]."],
  ["close > ema(20) on 1m on 5m", 28, 30, "Write the symbol first, then the timeframe: close of SPY on "],
  [
    "close of A > close of B and close of C > close of D and close of E > close of F and close of G > close of H",
    103,
    113,
    "Read fewer symbols or timeframes.",
  ],
  ["highest(highest(close of SPY, 500), 500) > 5", 6, 46, "Put the window inside: highest(high, 20) of SPY."],
  [
    "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((close)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) > 5)",
    71,
    72,
    "Give parts of it names with let.",
  ],
  ["close > 5 \u0000", 16, 17, "Write the statement as in: when close > vwap and rsi(14) < 7"],
  ["close > 5 ☃", 16, 17, "Write the statement as in: when close > vwap and rsi(14) < 7"],
];

const STATEMENTS: readonly (readonly [string, number, number, number, string])[] = [
  ["language 2", 3, 10, 11, "This is version 1: write language 1."],
  ["param x = 5 from 10 to 20", 3, 7, 8, "Widen the range or change the value."],
  ["param x = 5 from 20 to 10", 3, 18, 20, "Write the lesser end first."],
  ["param x = 5 from 1 to 10 step 0", 3, 26, 30, "Write a step such as 1 or 0.5."],
  [
    "param x = 5 from 1 to 10 step 0.5 ... when ema(x) > 5",
    4,
    10,
    11,
    "Narrow the range and step of the parameter.",
  ],
  ["let close = 5", 3, 5, 10, "Choose another name."],
  ["param close = 5", 3, 7, 12, "Choose another name."],
  ["let a = 5\nlet a = 6", 4, 5, 6, "Give one of them another name."],
  ["let a = b\nlet b = close ... when a > 5", 3, 9, 10, "Move its definition above this line."],
  ["let a = close of SPY ... when a on 5m > 5", 4, 6, 7, "Say the series once."],
  ["evaluate sometimes", 3, 10, 19, "Write `evaluate on close` or `evaluate intrabar`."],
  ["session asia", 3, 9, 13, "Write `session rth` or `session rth_ext`."],
  ["on 3m", 3, 4, 6, "Timeframes are 1m, 2m, 5m, 10m, 15m, 30m, 1h, 1d."],
  ["stpo low", 3, 1, 5, "Did you mean stop?"],
  ["cooldown 15", 3, 12, 13, "Say `minutes` or `bars`."],
  ["cooldown 1.5 minutes", 3, 10, 13, "Write 15 minutes or 5 bars."],
  ["expires 5 bars", 3, 9, 10, "Write `expires after 5 bars`."],
  ["hold 0 minutes", 3, 6, 7, "Write 15 minutes or 5 bars."],
  ["grade C when close > 5", 3, 7, 8, "Did you mean A?"],
  ["grade A close > 5", 3, 9, 14, "Write `grade A when` and a condition."],
  ["grade B when close", 3, 14, 19, "Compare it with something: when close > vwap."],
  ["because close > 5", 3, 15, 16, 'Write the statement as in: because "relative volume" relativ'],
  ["because close, open, high, low, volume, range", 3, 39, 40, "Keep the reasons that matter most."],
  ["because time", 3, 9, 13, "Name a value: relative_volume."],
  ['rule "B"', 3, 1, 5, "Keep one of the two."],
  ["let x =", 3, 8, 9, "Write a value here: a number, a price such as close, or an i"],
  ["let x = clos ... when x > 5", 3, 9, 13, "Did you mean close?"],
  ["let x.y = 5", 3, 5, 8, "Choose another name."],
];

/** Rules with something else wrong than a statement too many on line 3. */
const PROGRAMS: readonly (readonly [string, number, number, string])[] = [
  ["", 1, 1, "Add a line such as: rule"],
  ['rule "A"\nlong\nwhen close > 5\ntarget 2 R', 1, 1, "stop lowest(low, 5)"],
  ['rule "A"\nwhen close > 5\nstop low\ntarget 2 R', 1, 1, "long or short"],
  ['rule "A"\nlong\nshort\nwhen close > 5\nstop low\ntarget 2 R', 3, 1, "Keep one"],
  [ruleOf("close > 5").replace("stop low", "stop volume"), 4, 6, "Write a price"],
  [ruleOf("close > 5").replace("stop low", "stop low > 5"), 4, 10, "stop lowest(low, 5)"],
  [ruleOf("close > 5").replace("2 R", "0 R"), 5, 8, "1.5 R"],
  [ruleOf("close > 5").replace("2 R", "close R"), 5, 8, "1.5 R"],
  [ruleOf("close > 5").replace("2 R", "1 R, 2 R, 3 R"), 5, 16, "third target"],
  [ruleOf("close > 5").replace("2 R", "rsi"), 5, 8, "Write a price"],
  [ruleOf("close > 5").replace('"Test"', "Test"), 1, 6, "in quotes"],
  [ruleOf("close > 5").replace('"Test"', '"Test'), 1, 6, "Close the text"],
  [ruleOf("close > 5").replace('"Test"', '""'), 1, 6, "short name"],
  [ruleOf("close > 5\r\n  and opn > 4"), 4, 7, "Did you mean open?"],
  [`((((${"(".repeat(100)}`, 1, 1, "when, stop or target"],
];

/** Definitions each of which is twice the one before, from a0 on. */
function doubled(count: number): string {
  return Array.from({ length: count }, (_, n) => `let a${n + 1} = a${n} + a${n}\n`).join("");
}

describe("a wrong program", () => {
  it.each(CONDITIONS)("when %j: column %i to %i, hint %j", (when, column, endColumn, hint) => {
    const { ok, errors } = checkRule(ruleOf(when));
    expect(ok).toBe(false);
    expect(errors.map((each) => [each.line, each.column, each.endColumn])).toEqual([[3, column, endColumn]]);
    expect(errors[0]?.hint).toContain(hint);
  });

  it.each(STATEMENTS)("%j: line %i, column %i to %i, hint %j", (text, line, column, endColumn, hint) => {
    const [statement = "", condition = "close > 5"] = text.split(" ... when ");
    const { ok, errors } = checkRule(ruleOf(condition, `${statement}\n`));
    expect(ok).toBe(false);
    expect(errors.map((each) => [each.line, each.column, each.endColumn])).toEqual([
      [line, column, endColumn],
    ]);
    expect(errors[0]?.hint).toContain(hint);
  });

  it.each(PROGRAMS)("%j: line %i, column %i, hint %j", (source, line, column, hint) => {
    const { ok, errors } = checkRule(source);
    expect(ok).toBe(false);
    expect([errors[0]?.line, errors[0]?.column]).toEqual([line, column]);
    expect(errors.map((each) => each.hint).join(" ")).toContain(hint);
  });

  it("is told everything that is wrong at once, in the order of the text", () => {
    const source = ruleOf("close > 5 and\n  clse > 4 and\n opn > 3", "let x = (close\ncooldown 15\n");
    const { errors } = checkRule(source.replace("stop low", "stp low"));
    expect(errors.map(({ line, column, message }) => [line, column, message])).toEqual([
      [1, 1, "The rule has no `stop`."],
      [3, 15, "The statement ends too early."],
      [4, 12, "The statement ends too early."],
      [6, 3, "`clse` is not known."],
      [7, 2, "`opn` is not known."],
      [8, 1, "`stp` begins no statement."],
    ]);
  });

  it("is none when a value goes on below with its timeframe", () => {
    const { rule } = checkRule(ruleOf("close > trend", "let trend = ema(20)\n  on 5m\n"));
    expect([rule?.syntax.timeframe, rule?.syntax.definitions[0]?.expression.kind]).toEqual([
      "1m",
      "elsewhere",
    ]);
    const { errors } = checkRule(ruleOf("close > 5").replace("long\n", "long\n  on 5m\n"));
    expect(errors.map(({ line, column, hint }) => [line, column, hint])).toEqual([
      [3, 3, "Write `on` at the very start of its line to set the timeframe of the rule."],
    ]);
  });

  it("P22 P23: two conditions compile, `=` does not pass, the direction is said and never guessed", () => {
    expect(checkRule(ruleOf("close > ema(20) and rsi(14) < 70")).ok).toBe(true);
    expect(checkRule(ruleOf("close = 5")).errors[0]?.hint).toContain("==");
    expect(checkRule(ruleOf("close > 5").replace("long\n", "")).errors[0]?.message).toContain("no direction");
    expect(checkRule(ruleOf("close < 5")).rule?.syntax.direction).toBe("long");
  });

  it("is longer than a rule may be", () => {
    const { errors } = checkRule("x".repeat(20_001));
    expect(errors.map(({ line, column, hint }) => [line, column, hint])).toEqual([
      [1, 20_001, "Shorten the rule."],
    ]);
  });

  it("is never more than so many problems, and each lies within the text", () => {
    const many = ruleOf(Array.from({ length: 60 }, (_, number) => `x${number} > 1`).join(" and "));
    expect(checkRule(many).errors).toHaveLength(MAX_PROBLEMS);
  });

  it("holds bounds on names that stand for much", () => {
    const wide = checkRule(ruleOf("a30 > 1", `let a0 = close\n${doubled(30)}`));
    expect(wide.errors[0]?.message).toContain("parts");
    const deep = Array.from({ length: 70 }, (_, n) => `let a${n + 1} = -a${n}\n`).join("");
    expect(checkRule(ruleOf("a70 > 1", `let a0 = close\n${deep}`)).errors[0]?.message).toContain("deep");
  });
});

describe("any text", () => {
  const word = fc.constantFrom(
    ...'rule long when stop target close ema ( ) [ 1 ] and or not > < == = of SPY on 5m let x param 0.5 , " # - 09:45'.split(
      " ",
    ),
    "\n",
    "\r\n",
    "\0",
    "☃",
    "\ud800",
    '"A"',
    "R",
    "vwap from",
  );

  it("is checked without throwing, with problems inside of it", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(word, { maxLength: 200 }).map((list) => list.join(" ")),
    );
    fc.assert(
      fc.property(text, (source) => {
        const lines = source.split("\n");
        for (const { line, column, endColumn, message, hint } of checkRule(source).errors) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
          expect(endColumn).toBeGreaterThan(column);
          expect(message).toMatch(/\.$/);
          expect(hint.length).toBeGreaterThan(5);
        }
      }),
      { verbose: true, numRuns: long ? 5_000 : 400 },
    );
  });

  it("is tokens and blanks, nothing lost", () => {
    fc.assert(
      fc.property(
        fc.array(word).map((list) => list.join(" ")),
        (source) => {
          let at = 0;
          for (const { start, end, text } of tokens(source)) {
            expect(source.slice(at, start)).toMatch(/^\s*$/);
            expect(source.slice(start, end)).toBe(text);
            at = end;
          }
          expect(at).toBe(source.length);
        },
      ),
      { verbose: true },
    );
  });
});
