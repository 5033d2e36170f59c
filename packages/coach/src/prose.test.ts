import {
  type Callout,
  DEFAULT_RISK_PROFILE,
  type RiskState,
  type ToolAnswer,
  type ToolName,
} from "@spotlight/contracts";
import { describe, expect, test } from "vitest";
import { intentOf } from "./intents.ts";
import { proseOf } from "./prose.ts";
import { sayValue } from "./say.ts";
import { sentencesOfTools } from "./verbatim.ts";

const AT_MS = Date.UTC(2026, 5, 2, 14, 42);
const ASKED = { symbols: ["SPY"], focus: "SPY" };

function answer(tool: ToolName, data: unknown): ToolAnswer {
  return { ok: true, tool, source: "test", asOfMs: AT_MS, ageMs: 0, data, evidence: [] };
}

function refused(tool: ToolName, message: string): ToolAnswer {
  return { ok: false, tool, refusal: { code: "stale", message, retry: true } };
}

function risk(light: RiskState["light"], reasons: RiskState["reasons"] = []): RiskState {
  const today = {
    trades: 2,
    losses: 1,
    lossesInARow: 1,
    openPositions: 0,
    realisedR: -1,
    realisedDollars: -100,
  };
  return {
    light,
    atMs: AT_MS,
    day: "2026-06-02",
    locked: false,
    reasons,
    untilMs: null,
    nextRiskDollars: null,
    nextRiskR: 1,
    profile: DEFAULT_RISK_PROFILE,
    pending: null,
    today: { ...today, openR: 0, openDollars: 0, bestR: 0, bestDollars: 0 },
  };
}

function session(state: RiskState): ToolAnswer {
  const counts = { signals: 5, callouts: 4, accepted: 1, rejected: 1, expired: 2, scored: 3, scoredR: 1.25 };
  return answer("summarize_session", { day: "2026-06-02", ...counts, risk: state });
}

const LINE = "SPY B proposed entry 581.20, stop 580.60, target 582.40, R 2.0. 11 of 19 (35–77 %).";
const CALLOUT: Callout = {
  id: "c1",
  signal: {
    id: "c1",
    strategy: "setup:vwap-reclaim",
    version: 1,
    name: "VWAP reclaim",
    symbol: "SPY",
    timeframe: "1m",
    session: "rth",
    evaluation: "close",
    direction: "long",
    barStartMs: AT_MS - 60_000,
    atMs: AT_MS,
    status: "fired",
    cause: null,
    grade: "B",
    entry: 581.2,
    stop: 580.6,
    targets: [582.4],
    reasons: [{ label: "VWAP", value: 580.9, unit: "price" }],
    holdMinutes: 20,
    expiresMs: AT_MS + 60_000,
    invalidation: "Wrong below 580.60.",
    gapMinutes: 0,
  },
  entryZone: { low: 581, high: 581.3 },
  targets: [{ price: 582.4, r: 2 }],
  urgency: "normal",
  line: LINE,
  statistics: { enough: false, count: 7, needed: 20, sessions: 20 },
  verdict: { allow: true, shares: 0, riskDollars: null, reasons: [] },
  state: "proposed",
  stateMs: AT_MS,
  stateReason: null,
  snoozedUntilMs: null,
  hidden: null,
  outcome: null,
};

function say(question: string, ...answers: readonly ToolAnswer[]): readonly string[] {
  return proseOf(intentOf(question, ASKED), answers);
}

describe("the built-in coach", () => {
  test("says a price with its time, and a halt before it", () => {
    const price = { symbol: "SPY", atMs: AT_MS, price: 581.2, halted: false, forming: true };
    expect(say("price", answer("get_last_price", price))).toEqual(["SPY last price 581.20 at 10:42."]);
    expect(say("price", answer("get_last_price", { ...price, halted: true }))[0]).toBe(
      "Trading in SPY is halted.",
    );
  });

  test("says a proposal in its one line, and what would make it wrong", () => {
    const proposed = answer("propose_callout", { callout: CALLOUT });
    expect(say("any setup", session(risk("GREEN")), proposed)).toEqual([LINE, "Wrong below 580.60."]);
  });

  test("states the limits first when they are not green", () => {
    const text = "Daily loss limit −2.0 R reached at 10:42.";
    const reason = { code: "daily_loss", text, limit: 2, value: -2, unit: "R", untilMs: null } as const;
    const said = say(
      "any setup",
      session(risk("RED", [reason])),
      answer("propose_callout", { callout: CALLOUT }),
    );
    expect(said.slice(0, 2)).toEqual(["Risk is RED.", text]);
  });

  test("is honest where there is no edge, and where data are missing", () => {
    const none = "No strategy proposes anything on SPY now. There is no edge to name.";
    expect(say("any setup", session(risk("GREEN")), refused("propose_callout", none))).toEqual([none]);
    expect(say("vwap", refused("get_last_vwap", "Feed quiet for 14 s. Prices may be old."))).toEqual([
      "Feed quiet for 14 s. Prices may be old.",
    ]);
  });

  test("explains what fired by its reasons", () => {
    expect(say("why", answer("get_recent_callouts", { callouts: [CALLOUT] }))).toEqual([
      "SPY VWAP reclaim, grade B, long, spoke at 10:42.",
      "SPY: VWAP 580.90.",
      "Wrong below 580.60.",
    ]);
    expect(say("why", answer("get_recent_callouts", { callouts: [] }))).toEqual([
      "No strategy has spoken on SPY today.",
    ]);
  });

  test("says the day, and what it did not understand", () => {
    expect(say("today", session(risk("GREEN")))).toEqual([
      "Risk is GREEN.",
      "Trades today 2, realised today −1.0 R, next risk 1.0 R.",
      "Signals 5, accepted 1, rejected 1, expired 2.",
      "Scored 3: 1.3 R had each been taken.",
    ]);
    expect(say("tell me a joke")[0]).toMatch(/^Ask for/);
    expect(proseOf(intentOf("price", { symbols: [], focus: null }), [])[0]).toMatch(/which symbol/);
  });

  test("says what is looked up in writing, and why it could not be", () => {
    const none = { quoted: true, by: "words", hits: [] };
    expect(say("what is VWAP?", answer("search_glossary", none))).toEqual([
      "The glossary has nothing on that.",
    ]);
    expect(say("playbook for gaps", answer("search_playbook", none))).toEqual([
      "The playbook has nothing on that.",
    ]);
    expect(say("what do you remember of Fridays", refused("get_memory", "Ask again in a moment."))).toEqual([
      "Ask again in a moment.",
    ]);
    expect(say("show my journal", answer("get_recent_journal", { quoted: true, entries: [] }))).toEqual([
      "Your journal has no such entry.",
    ]);
  });

  test("never promises, never executes", () => {
    const said = [
      ...say("any setup", session(risk("YELLOW")), answer("propose_callout", { callout: CALLOUT })),
      ...say("today", session(risk("GREEN"))),
    ].join(" ");
    expect(said).not.toMatch(/guarantee|will (rise|fall|win)|executed|certain|!/i);
  });
});

test("sentences of tools are those that the server wrote, not what a person did", () => {
  const answers = [
    answer("propose_callout", { callout: { ...CALLOUT, stateReason: "SPY goes to 999." } }),
    refused("get_last_price", "Feed quiet for 14 s."),
  ];
  expect([...sentencesOfTools(answers)]).toEqual(["Wrong below 580.60.", LINE, "Feed quiet for 14 s."]);
});

test.each([
  [581.2, "price", "581.20"],
  [0.5123, "price", "0.5123"],
  [-120, "dollars", "−$120.00"],
  [1234.5, "dollars", "$1,234.50"],
  [0.576, "share", "58 %"],
  [-2, "R", "−2.0 R"],
  [-0.001, "R", "0.0 R"],
  [1, "shares", "1 share"],
  [1200, "shares", "1,200 shares"],
  [AT_MS, "time", "10:42"],
  [1.756, "ratio", "1.76"],
  [7, "count", "7"],
] as const)("%s %s is said as %s", (value, unit, said) => {
  expect(sayValue({ value, unit })).toBe(said);
});
