import { setTimeout as delay } from "node:timers/promises";
import { TOOL_NAMES, type ToolAnswer } from "@spotlight/contracts";
import { pino } from "pino";
import { expect, test } from "vitest";
import { Metrics } from "../telemetry/metrics.ts";
import type { CoachMarket, ToolContext } from "./tool.ts";
import { ToolRefused } from "./tool.ts";
import { Toolbox } from "./toolbox.ts";
import { RUNS } from "./tools/index.ts";

const ignore = (): void => undefined;
const MARKET = { engine: { nowMs: 1_000_500, source: "test" } } as CoachMarket;
const CONTEXT: ToolContext = {
  market: MARKET,
  records: {
    journal: { find: async () => ({ entries: [], next: null }) },
    search: { find: async () => ({ by: "words", hits: [] }) },
  },
  voice: {
    muted: false,
    voice: null,
    isHeld: false,
    mute: ignore,
    choose: async () => undefined,
    say: () => false,
  },
  hands: null,
};
const PRICE = { symbol: "SPY", atMs: 1_000_000, price: 580, halted: false, forming: true };

/** A toolbox whose price tool does this; the others are as ever. */
function toolbox(runs: Partial<typeof RUNS>, timeoutMs = 1_000): Toolbox {
  const logger = pino({ level: "silent" });
  return new Toolbox({ timeoutMs, meter: new Metrics(), logger, runs: { ...RUNS, ...runs } });
}

function refusal(answer: ToolAnswer): string {
  return answer.ok ? "answered" : answer.refusal.code;
}

test("lists every tool with JSON Schemas of what it takes and returns", () => {
  const { tools } = toolbox({}).list();
  expect(tools.map(({ name }) => name)).toEqual([...TOOL_NAMES]);
  for (const { input, output, description } of tools) {
    expect(input["type"]).toBe("object");
    expect(output["type"]).toBe("object");
    expect(description.length).toBeGreaterThan(20);
  }
});

test("an answer carries its source, its time and its age", async () => {
  const box = toolbox({ get_last_price: () => ({ data: PRICE, asOfMs: 1_000_000 }) });
  expect(await box.call("get_last_price", { symbol: "spy" }, CONTEXT, "me")).toEqual({
    ok: true,
    tool: "get_last_price",
    source: "test",
    asOfMs: 1_000_000,
    ageMs: 500,
    data: PRICE,
    evidence: [],
  });
});

test("wrong input and unknown tools are refused with a sentence, and nothing is run", async () => {
  let runs = 0;
  const box = toolbox({
    get_last_price: () => {
      runs += 1;
      return { data: PRICE, asOfMs: 0 };
    },
  });
  for (const input of [null, 5, "SPY", [], {}, { symbol: 5 }, { symbol: "SPY", more: 1 }, { symbol: "x y" }])
    expect(refusal(await box.call("get_last_price", input, CONTEXT, "me"))).toBe("bad_input");
  for (const name of ["", "nope", "__proto__", "constructor", "x".repeat(10_000)])
    expect(refusal(await box.call(name, {}, CONTEXT, "me"))).toBe("unknown_tool");
  expect(runs).toBe(0);
});

test("what only reads is tried once more; what acts is not; what a tool refuses is not", async () => {
  const tries = { get_last_price: 0, watch_symbol: 0, get_last_vwap: 0 };
  const box = toolbox({
    get_last_price: () => {
      tries.get_last_price += 1;
      if (tries.get_last_price === 1) throw new Error("once");
      return { data: PRICE, asOfMs: 0 };
    },
    watch_symbol: () => {
      tries.watch_symbol += 1;
      throw new Error("always");
    },
    get_last_vwap: () => {
      tries.get_last_vwap += 1;
      throw new ToolRefused("gapped", "Minutes are missing.");
    },
  });
  const input = { symbol: "SPY" };
  expect(refusal(await box.call("get_last_price", input, CONTEXT, "me"))).toBe("answered");
  expect(refusal(await box.call("watch_symbol", input, CONTEXT, "me"))).toBe("unavailable");
  expect(refusal(await box.call("get_last_vwap", input, CONTEXT, "me"))).toBe("gapped");
  expect(tries).toEqual({ get_last_price: 2, watch_symbol: 1, get_last_vwap: 1 });
});

test("a tool that never answers is given up in time, and one that keeps failing rests", async () => {
  let runs = 0;
  const box = toolbox(
    {
      get_last_price: async () => {
        runs += 1;
        await delay(60_000, undefined, { ref: false });
        return { data: PRICE, asOfMs: 0 };
      },
    },
    20,
  );
  const outcomes: string[] = [];
  for (let asked = 0; asked < 4; asked += 1)
    outcomes.push(refusal(await box.call("get_last_price", { symbol: "SPY" }, CONTEXT, "me")));
  expect(outcomes).toEqual(["timeout", "timeout", "unavailable", "unavailable"]);
  expect(runs).toBe(5);
});

test("one caller who asks too often waits; another does not", async () => {
  const box = toolbox({ watch_symbol: () => ({ data: { symbols: ["SPY"] }, asOfMs: 0 }) });
  const ask = async (caller: string): Promise<string> =>
    refusal(await box.call("watch_symbol", { symbol: "SPY" }, CONTEXT, caller));
  const outcomes = await Promise.all(Array.from({ length: 25 }, () => ask("one")));
  expect(outcomes.filter((outcome) => outcome === "answered")).toHaveLength(20);
  expect(outcomes.filter((outcome) => outcome === "too_often")).toHaveLength(5);
  expect(await ask("another")).toBe("answered");
});
