import { setTimeout as delay } from "node:timers/promises";
import { type ToolAnswer, toolAnswerSchema } from "@spotlight/contracts";
import type { Measurement } from "./measurement.ts";
import type { Pace } from "./paced-feed.ts";
import { pacedSymbols, withPacedServer } from "./paced-server.ts";
import { quantile } from "./statistics.ts";

const PACE: Pace = { symbols: pacedSymbols(50), tradesPerSecond: 2_000, speed: 40 };
const WARM_UP_MS = 10_000;
/** Times that each tool is asked; all of them together stay below what one caller may ask within a minute. */
const ASKED = 45;
const PAUSE_MS = 5;
const WORDS = "what to do when price takes back its vwap after a loss";
/** Tools that read one value, and those that put many together, with the wanted p99 in ms. */
const KINDS = [
  {
    name: "tools of one value",
    wantedMs: 25,
    tools: ["get_last_price", "get_last_vwap", "get_last_ema", "get_market_regime"],
  },
  {
    name: "tools of many values",
    wantedMs: 150,
    tools: ["get_chart_snapshot", "evaluate_rules", "generate_trade_plan", "get_pattern_summary"],
  },
  {
    name: "tools of journal and memory",
    wantedMs: 150,
    tools: ["get_recent_journal", "search_playbook", "search_glossary", "get_memory"],
  },
] as const;

/** How long tools take over HTTP while trades come in. */
export async function run(): Promise<Measurement[]> {
  return withPacedServer(PACE, async (url) => {
    await delay(WARM_UP_MS);
    const measurements: Measurement[] = [];
    for (const kind of KINDS) measurements.push(await measure(url, kind));
    return measurements;
  });
}

async function measure(url: string, { name, wantedMs, tools }: (typeof KINDS)[number]): Promise<Measurement> {
  const times: number[] = [];
  for (let round = 0; round < ASKED; round += 1) {
    const symbol = PACE.symbols[round % PACE.symbols.length] ?? "";
    for (const tool of tools) {
      const began = performance.now();
      const answer = await ask(url, tool, /search|memory/.test(tool) ? { words: WORDS } : { symbol });
      times.push(performance.now() - began);
      if (!answer.ok) throw new Error(`${tool} refused: ${answer.refusal.message}`);
      await delay(PAUSE_MS);
    }
  }
  const p99Ms = quantile(times, 0.99);
  return {
    name: `${name} over HTTP, ${PACE.tradesPerSecond} trades/s over ${PACE.symbols.length} symbols`,
    ours: p99Ms,
    peer: wantedMs,
    ratio: wantedMs / p99Ms,
    unit: "ms, p99 against the wanted one",
    target: 1,
    p50Ms: quantile(times, 0.5),
    p99Ms,
  };
}

async function ask(url: string, tool: string, input: object): Promise<ToolAnswer> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(input) };
  const answer = await fetch(`${url}/api/tools/${tool}`, init);
  return toolAnswerSchema.parse(await answer.json());
}
