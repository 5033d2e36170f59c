import type { HistoryAnswer } from "@spotlight/contracts";
import { newYorkTimeMs } from "@spotlight/market";
import { expect } from "vitest";
import { leanDays, readMinutes } from "../feeds/replay/lean.ts";
import { MARKET_DATA } from "./market-data.ts";
import type { ServerProcess } from "./server-process.ts";

/** Holds a server's minutes of a recorded day against the vendor's own: all of them, each exactly. Answers how many. */
export async function expectOfficial(server: ServerProcess, symbol: string, day: string): Promise<number> {
  const files = await leanDays(MARKET_DATA, symbol);
  const official = await readMinutes(files.find((file) => file.day === day)?.minutes ?? "", day, symbol);
  expect(official.length).toBeGreaterThan(400);
  const range = `from=${newYorkTimeMs(day, 0)}&to=${newYorkTimeMs(day, 86_340_000)}&limit=50000`;
  const { bars } = await server.get<HistoryAnswer>(`/api/history?symbol=${symbol}&${range}`);
  const byStart = new Map(bars.map((bar) => [bar.bar_start, bar]));
  for (const { startMs, open: o, high: h, low: l, close: c, volume: v } of official) {
    expect(byStart.get(startMs), `${symbol} ${day} ${startMs}`).toMatchObject({
      state: "official",
      ohlcv: { o, h, l, c, v },
    });
  }
  return official.length;
}
