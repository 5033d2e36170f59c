import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completions } from "./completions.ts";
import { highlights } from "./highlight.ts";

/** Labels of what may stand at the bar `|` of a text. */
function labels(marked: string): string[] {
  const offset = marked.indexOf("|");
  return completions(marked.replace("|", ""), offset).items.map((item) => item.label);
}

describe("completion", () => {
  it("offers statements at the start of a line, and joining words below one", () => {
    expect(labels("|")).toContain("rule");
    expect(labels('rule "A"\nlo|')).toEqual(["long"]);
    expect(labels("when close > 5\n  a|")).toEqual(["and"]);
  });

  it("offers values, with names that the rule defined above first", () => {
    expect(labels("let trend = ema(20)\nwhen close > t|")).toEqual(["trend", "trades", "time"]);
    expect(labels("when op|")).toEqual(["open", "opening_range_high", "opening_range_low"]);
    expect(labels("when tre|\nlet trend = close")).toEqual([]);
  });

  it("offers what alone may follow", () => {
    expect(labels("when close crosses |")).toEqual(["above", "below"]);
    expect(labels("session r|")).toEqual(["rth", "rth_ext"]);
    expect(labels("evaluate on |")).toEqual(["close"]);
    expect(labels("cooldown 15 |")).toEqual(["minutes", "bars"]);
    expect(labels("let x = ema(9) on |")).toContain("5m");
  });

  it("offers nothing inside comments and quotes", () => {
    expect(labels("# cl|")).toEqual([]);
    expect(labels('rule "cl|')).toEqual([]);
    expect(labels('rule "cl|"')).toEqual([]);
  });

  it("replaces the whole word that the place is in", () => {
    const { start, end, items } = completions("when closing", 7);
    expect([start, end]).toEqual([5, 12]);
    expect(items.map((item) => item.label)).toContain("close");
  });

  it("answers at any place of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 50 }), (source, place) => {
        const offset = Math.min(place, source.length);
        const { start, end } = completions(source, offset);
        expect(start).toBeLessThanOrEqual(offset);
        expect(end).toBeGreaterThanOrEqual(offset);
        expect(highlights(source).every((each) => each.start < each.end)).toBe(true);
      }),
      { verbose: true },
    );
  });
});

describe("highlighting", () => {
  it("tells statements, words of the language, names and numbers apart", () => {
    const source = "when close > fast[1] and time < 09:45 # note";
    expect(highlights(source).map(({ start, end, style }) => [source.slice(start, end), style])).toEqual([
      ["when", "statement"],
      ["close", "builtin"],
      [">", "operator"],
      ["fast", "name"],
      ["[", "operator"],
      ["1", "number"],
      ["]", "operator"],
      ["and", "keyword"],
      ["time", "builtin"],
      ["<", "operator"],
      ["09:45", "number"],
      ["# note", "comment"],
    ]);
  });
});
