import type { RiskState, ToolAnswer } from "@spotlight/contracts";
import { describe, expect, it } from "vitest";
import { exampleGround } from "../testing/example-ground.ts";
import { secretOf } from "../model/manners.ts";
import { GatedTurn, type TurnEvent, factsOf } from "./gated-turn.ts";

const { evidence } = exampleGround("", []);
const PRICE: ToolAnswer = {
  ok: true,
  tool: "get_last_price",
  source: "test",
  asOfMs: 5,
  ageMs: 7,
  data: {},
  evidence: [...evidence],
};
const STALE: ToolAnswer = {
  ok: false,
  tool: "get_last_vwap",
  refusal: { code: "stale", message: "The feed is silent for 14 s. Prices may be old.", retry: true },
};

function turn(...answers: readonly ToolAnswer[]): GatedTurn {
  const made = new GatedTurn({
    symbols: () => ["SPY", "QQQ"],
    secret: secretOf("Keep this to yourself always."),
  });
  made.learn(answers);
  return made;
}

function said(events: readonly TurnEvent[]): string[] {
  return events.map((event) =>
    event.type === "words" ? event.text : event.type === "withheld" ? `(${event.why})` : event.act.words,
  );
}

describe("an answer that is held against its tools", () => {
  it("claims stand where their words do, also after a space, and name what they rest on", () => {
    const gated = turn(PRICE);
    const events = [...gated.write("Look. SPY last price 581.20. And"), ...gated.pause()];
    expect(said(events)).toEqual(["Look.", "SPY last price 581.20.", "And"]);
    for (const event of events)
      for (const claim of event.type === "words" ? event.claims : [])
        expect(event.type === "words" && event.text.slice(claim.start, claim.end)).toBe(claim.text);
    expect(gated.evidence.map(({ label }) => label)).toContain("last price");
  });

  it("nothing rests on tools that were not asked in this turn", () => {
    expect(said(turn().sentence("SPY last price 581.20."))).toEqual([
      "(A number in it could not be proved.)",
    ]);
  });

  it("what a tool wrote itself is said as it is, whole or a sentence of it, by whoever writes", () => {
    expect(said(turn(STALE).sentence("The feed is silent for 14 s. Prices may be old."))).toEqual([
      "The feed is silent for 14 s. Prices may be old.",
    ]);
    const streamed = turn(STALE);
    expect(
      said([...streamed.write("The feed is silent for 14 s. Prices may be old."), ...streamed.pause()]),
    ).toEqual(["The feed is silent for 14 s.", "Prices may be old."]);
  });

  it("says what the limits say first, and nothing twice", () => {
    const reason = {
      code: "daily_loss",
      text: "Locked for today: daily loss limit −2.0 R reached.",
      limit: -2,
      value: -2.1,
      unit: "R",
      untilMs: null,
    } as const;
    const today = {
      trades: 1,
      losses: 1,
      lossesInARow: 1,
      openPositions: 0,
      realisedR: -2.1,
      realisedDollars: -210,
    };
    const risk = {
      light: "RED",
      atMs: 5,
      reasons: [reason],
      today: { ...today, openR: 0, openDollars: 0, bestR: 0, bestDollars: 0 },
      untilMs: null,
      nextRiskDollars: 0,
      nextRiskR: 0,
    } as unknown as RiskState;
    const gated = turn();
    expect(said(gated.limits(risk))).toEqual(["Risk is RED.", reason.text]);
    expect(said(gated.sentence("Risk is RED."))).toEqual([]);
    expect(gated.evidence.map(({ value }) => value)).toContain("RED");
    expect(turn().limits({ ...risk, light: "GREEN" })).toEqual([]);
  });

  it("promises and instructions are withheld whatever bears them out", () => {
    expect(said(turn(PRICE).sentence("SPY last price 581.20, guaranteed."))).toEqual([
      "(It promises what nobody can.)",
    ]);
    expect(said(turn().sentence("Keep this to yourself always."))).toEqual([
      "(It repeats its instructions.)",
    ]);
  });

  it("what is to be done is put to the person, if its words may be said", () => {
    expect(said(turn().propose("watch_symbol", { symbol: "QQQ" }))).toEqual(["Watch symbol: symbol “QQQ”."]);
    expect(turn().propose("watch_symbol", { symbol: 5 })).toEqual([]);
    expect(said(turn().propose("log_journal_event", { text: "SPY is at 999.99" }))).toEqual([
      "(It proposed to do something with a number that could not be proved.)",
    ]);
  });

  it("tells which tools were asked, and how old the oldest of it is", () => {
    expect(factsOf([PRICE, STALE], 9.7)).toEqual({
      type: "facts",
      asOfMs: 9,
      ageMs: 7,
      tools: [
        { tool: "get_last_price", ok: true, message: null },
        { tool: "get_last_vwap", ok: false, message: "The feed is silent for 14 s. Prices may be old." },
      ],
    });
  });
});
