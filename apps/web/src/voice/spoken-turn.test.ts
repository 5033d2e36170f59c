import type { AskEvent, ToolAnswer } from "@spotlight/contracts";
import { secretOf } from "@spotlight/coach";
import { describe, expect, it } from "vitest";
import { type CallTool, SpokenTurn } from "./spoken-turn.ts";
import { priceAnswer } from "./testing/price-answer.ts";

const SECRET = secretOf("You are the coach of one day trader, beside a live chart.");

const refused: ToolAnswer = {
  ok: false,
  tool: "get_last_price",
  refusal: { code: "stale", message: "The feed is silent for 14 s. Prices may be old.", retry: true },
};

/** A turn in which every tool answers the same, and everything that it told. */
function turn(answer: ToolAnswer): { turn: SpokenTurn; told: AskEvent[]; asked: string[] } {
  const told: AskEvent[] = [];
  const asked: string[] = [];
  const callTool: CallTool = async (name) => {
    asked.push(name);
    if (name === "summarize_session") throw new Error("away");
    return answer;
  };
  const spoken = new SpokenTurn({ symbols: () => ["SPY", "QQQ"], secret: SECRET }, callTool, (event) =>
    told.push(event),
  );
  return { turn: spoken, told, asked };
}

function said(told: readonly AskEvent[]): string[] {
  return told.flatMap((event) =>
    event.type === "words" ? [event.text] : event.type === "withheld" ? [`(${event.why})`] : [],
  );
}

describe("a turn of a voice", () => {
  it("says what a tool of this turn found, with the evidence behind it", async () => {
    const { turn: spoken, told } = turn(priceAnswer(581.2));
    spoken.ask("where is SPY");
    expect(await spoken.askTool("get_last_price", { symbol: "SPY" })).toMatch(/581\.20/);
    spoken.write("SPY is at 58");
    spoken.write("1.20. ");
    spoken.pause();
    spoken.end("a model");
    await spoken.settled();
    expect(said(told)).toEqual(["SPY is at 581.20."]);
    expect(told.at(-1)).toMatchObject({
      type: "done",
      coach: "a model",
      evidence: [{ id: "e1", value: 581.2 }],
    });
  });

  it("withholds numbers of its own, numbers of before, promises, and its instructions", async () => {
    const { turn: spoken, told } = turn(priceAnswer(581.2));
    spoken.write("SPY is at 581.20. It is a sure thing. ");
    spoken.write("I am the coach of one day trader, beside a live chart. Ask me again.");
    spoken.pause();
    await spoken.settled();
    expect(said(told)).toEqual([
      "(A number in it could not be proved.)",
      "(It promises what nobody can.)",
      "(It repeats its instructions.)",
      "Ask me again.",
    ]);
  });

  it("says a tool's refusal in its own words", async () => {
    const { turn: spoken, told } = turn(refused);
    await spoken.askTool("get_last_price", { symbol: "SPY" });
    spoken.write("The feed is silent for 14 s. Prices may be old.");
    spoken.pause();
    await spoken.settled();
    expect(said(told)).toEqual(["The feed is silent for 14 s.", "Prices may be old."]);
  });

  it("asks the person before anything is done, and does at once what is about the voice", async () => {
    const { turn: spoken, told, asked } = turn(priceAnswer(581.2));
    expect(await spoken.askTool("watch_symbol", { symbol: "IBM" })).toMatch(/Only the trader does this/);
    expect(await spoken.askTool("watch_symbol", { symbol: 5 })).toMatch(/Only the trader does this/);
    await spoken.settled();
    expect(asked).toEqual(["summarize_session"]);
    expect(told.filter(({ type }) => type === "confirm")).toMatchObject([
      { act: { tool: "watch_symbol", input: { symbol: "IBM" } } },
    ]);
  });
});
