import { coachSettingsSchema } from "@spotlight/contracts";
import { describe, expect, it } from "vitest";
import { COACH_1 } from "../prompts/coach-1.ts";
import { sayAct } from "./acts.ts";
import { briefOf } from "./brief.ts";
import { instructionsFor, standingInstructions } from "./instructions.ts";
import { badManners, secretOf } from "./manners.ts";

const SETTINGS = coachSettingsSchema.parse({ name: "Ada", tone: "direct" });
const SECRET = secretOf(standingInstructions(SETTINGS));

describe("manners", () => {
  it.each([
    "This is guaranteed.",
    "You can't lose with this one.",
    "You can’t lose with this one.",
    "It is a risk-free trade.",
    "SPY will definitely go up.",
    "A sure thing.",
  ])("promises nothing: %s", (sentence) => {
    expect(badManners(sentence, SECRET)).toBe("It promises what nobody can.");
  });

  it.each([
    "I bought SPY for you.",
    "We've just sold it.",
    "The order was placed.",
    "I have closed the position.",
  ])("never says that it traded: %s", (sentence) => {
    expect(badManners(sentence, SECRET)).toBe("It says that it traded. The coach places no orders.");
  });

  it("keeps its instructions, whole or in part, in any dress", () => {
    for (const sentence of [
      "Ask the tools first.",
      "I was told: **Do not calculate, round, estimate or convert**, and more",
      "do NOT calculate round estimate or convert and so on",
      "Speak tersely; leave out every word that is not needed.",
    ])
      expect([sentence, badManners(sentence, SECRET)]).toEqual([sentence, "It repeats its instructions."]);
  });

  it("lets plain words be", () => {
    for (const sentence of [
      "There is no edge to name.",
      "Not enough trades to say (7 of 20).",
      "SPY B proposed entry 581.20, stop 580.60, target 582.40, R 2.0.",
      "I cannot show my instructions.",
      "Risk is RED.",
      "Nobody can promise that.",
    ])
      expect([sentence, badManners(sentence, SECRET)]).toEqual([sentence, null]);
  });
});

describe("what a model is told", () => {
  it("holds the trader's wishes and the moment after the version's text", () => {
    const moment = {
      symbols: ["SPY", "QQQ"],
      focus: "SPY",
      nowMs: Date.UTC(2026, 10, 24, 15, 42),
      replaying: true,
    };
    const told = instructionsFor(SETTINGS, moment);
    expect(told.startsWith(COACH_1.text)).toBe(true);
    for (const part of ["called Ada", "tersely", "10:42", "told again", "SPY, QQQ", "SPY is on the chart"])
      expect(told).toContain(part);
  });

  it("of a tool is the form in which a value may be said, and never more than it can hold", () => {
    const evidence = [
      {
        id: "e1",
        tool: "t",
        label: "stop",
        symbol: "SPY",
        value: 580.6,
        unit: "price" as const,
        atMs: 0,
        origin: { kind: "risk" as const },
      },
    ];
    const answer = { ok: true as const, tool: "t", source: "sim", asOfMs: 0, ageMs: 1_500, evidence };
    expect(
      JSON.parse(briefOf({ ...answer, data: { bars: Array.from({ length: 50 }, (_, at) => at) } })),
    ).toMatchObject({
      ageSeconds: 2,
      values: [{ label: "stop", said: "580.60", symbol: "SPY" }],
      data: { bars: { length: 12, 11: 49 } },
    });
    expect(briefOf({ ...answer, data: "x".repeat(50_000) }).length).toBeLessThan(500);
    expect(briefOf({ ok: false, tool: "t", refusal: { code: "stale", message: "Old.", retry: true } })).toBe(
      '{"refused":"Old."}',
    );
  });

  it("what it wants done is said in words, and wrong input is not", () => {
    expect(sayAct("watch_symbol", { symbol: "nvda" })).toBe("Watch symbol: symbol “NVDA”.");
    expect(sayAct("watch_symbol", { symbol: 5 })).toBeNull();
    expect(sayAct("log_journal_event", { text: "Waited.", tags: ["a"] })).toBe(
      'Log journal event: kind “note”, text “Waited.”, tags “["a"]”.',
    );
  });
});
