import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TOOLS } from "@spotlight/contracts";
import { type Topic, callsFor, intentOf } from "./intents.ts";

const ASKED = { symbols: ["SPY", "QQQ", "NVDA", "F", "BRK.B"], focus: "SPY" };

const QUESTIONS: readonly (readonly [question: string, topic: Topic, symbol: string])[] = [
  ["What is the price?", "price", "SPY"],
  ["QQQ?", "price", "QQQ"],
  ["where is nvda trading at", "price", "NVDA"],
  ["last of BRK.B.", "price", "BRK.B"],
  ["where is VWAP", "vwap", "SPY"],
  ["ema 9 on 5m", "ema", "SPY"],
  ["Is it trending or choppy?", "regime", "SPY"],
  ["levels for QQQ", "levels", "QQQ"],
  ["yesterday's high", "levels", "SPY"],
  ["Any setup?", "proposal", "SPY"],
  ["Should I buy QQQ now?", "proposal", "QQQ"],
  ["Why did this fire?", "why", "SPY"],
  ["explain the last callout", "why", "SPY"],
  ["what is about to fire", "primed", "SPY"],
  ["how often does this work", "pattern", "SPY"],
  ["win rate on NVDA", "pattern", "NVDA"],
  ["How much can I lose today?", "risk", "SPY"],
  ["am I locked", "risk", "SPY"],
  ["how many shares with entry 581.2 stop 580.6", "size", "SPY"],
  ["long QQQ at 500 stop 499", "size", "QQQ"],
  ["plan for QQQ", "plan", "QQQ"],
  ["How am I doing?", "session", "SPY"],
  ["which rules are in use", "rules", "SPY"],
  ["what do you watch", "watched", "SPY"],
  ["tell me a joke", "help", "SPY"],
];

test.each(QUESTIONS)("%s", (question, topic, symbol) => {
  const intent = intentOf(question, ASKED);
  expect(intent).toMatchObject({ topic, symbol });
  for (const { tool, input } of callsFor(intent))
    expect(TOOLS[tool].input.safeParse(input).success).toBe(true);
});

test("reads entry, stop, side, length and timeframe", () => {
  expect(intentOf("short NVDA entry $120.50, stop 121", ASKED)).toMatchObject({
    topic: "size",
    symbol: "NVDA",
    entry: 120.5,
    stop: 121,
    direction: "short",
  });
  expect(intentOf("EMA 50 on the 15 min", ASKED)).toMatchObject({ topic: "ema", bars: 50, timeframe: "15m" });
  expect(callsFor(intentOf("how many shares entry 10 stop 11", ASKED))).toContainEqual({
    tool: "get_recommended_risk_box",
    input: { symbol: "SPY", entry: 10, stop: 11, direction: "short" },
  });
});

test("a trade is never spoken of without the limits, and without a symbol nothing is asked", () => {
  for (const question of ["any setup", "plan", "how many shares entry 10 stop 9"])
    expect(callsFor(intentOf(question, ASKED))[0]?.tool).toBe("summarize_session");
  expect(callsFor(intentOf("price", { symbols: [], focus: null }))).toEqual([]);
});

test("whatever is asked is understood as something, and what is asked of tools has their form", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (question) => {
      for (const { tool, input } of callsFor(intentOf(question, ASKED)))
        if (tool !== "get_last_ema") expect(TOOLS[tool].input.safeParse(input).success).toBe(true);
    }),
    { verbose: true },
  );
});
