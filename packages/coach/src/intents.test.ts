import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TOOLS, type ToolName } from "@spotlight/contracts";
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

const WRITTEN: readonly (readonly [
  question: string,
  tool: ToolName | null,
  words: string | null,
  symbol: string | null,
])[] = [
  ["what is VWAP?", "search_glossary", "vwap", null],
  ["What’s a pullback?", "search_glossary", "pullback", null],
  ["what are levels", "search_glossary", "levels", null],
  ["explain MFE", "search_glossary", "mfe", null],
  ["what does R mean", "search_glossary", "r", null],
  ["What does “theta” stand for?", "search_glossary", "theta", null],
  ["define expectancy", "search_glossary", "expectancy", null],
  ["what is the meaning of tilt?", "search_glossary", "tilt", null],
  ["how do I trade an opening-range breakout", "search_playbook", "opening-range breakout", null],
  ["playbook for a VWAP reclaim", "search_playbook", "vwap reclaim", null],
  ["what does my playbook say about gaps?", "search_playbook", "gaps", null],
  ["show my playbook", "search_playbook", "show my playbook", null],
  ["what did I write today", "get_recent_journal", null, null],
  ["show my journal", "get_recent_journal", null, null],
  ["my notes on QQQ", "get_recent_journal", null, "QQQ"],
  ["what do you remember of Fridays", "get_memory", "fridays", null],
  ["what have I learned about chasing?", "get_memory", "chasing", null],
  ["what do you remember?", "get_memory", "what do you remember", null],
  ["where is VWAP", null, null, "SPY"],
  ["what is the VWAP on QQQ", null, null, "QQQ"],
  ["what is the expectancy", null, null, "SPY"],
  ["what does it mean", null, null, "SPY"],
  ["how should I trade QQQ today", null, null, "QQQ"],
];

test.each(WRITTEN)("%s: looked up by %s", (question, tool, words, symbol) => {
  const intent = intentOf(question, ASKED);
  expect(intent).toMatchObject({ words, symbol });
  const [call] = callsFor(intent);
  if (tool === null) expect(call?.tool ?? "").not.toMatch(/search|journal|memory/);
  else expect(call).toMatchObject({ tool, input: words === null ? {} : { words } });
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
