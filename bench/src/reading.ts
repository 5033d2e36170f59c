import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { MarketFold, type TradingDay, tradingDay } from "@spotlight/market";
import { DayPlayer } from "../../apps/server/src/feeds/replay/day-player.ts";
import { leanDays, leanSymbols, readMinutes, readTrades } from "../../apps/server/src/feeds/replay/lean.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

const DATA = process.env["SPOTLIGHT_MARKET_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const ROUNDS = 5;
const WANTED_TRADES_PER_SECOND = 1_000_000;
const BATCH = 8_192;

/** Unzip, parse, merge and fold of every recorded day, on one core. The peer is the wanted rate. */
export async function run(): Promise<Measurement[]> {
  if (!existsSync(DATA)) throw new Error(`no recorded days at ${DATA}: set SPOTLIGHT_MARKET_DATA`);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const trades = await foldEverything();
    rates.push((trades / (performance.now() - began)) * 1_000);
  }
  const ours = median(rates);
  const peer = WANTED_TRADES_PER_SECOND;
  return [
    {
      name: "recorded days read and folded, against the wanted rate",
      ours,
      peer,
      ratio: ours / peer,
      unit: "trades/s",
      target: 1,
    },
  ];
}

async function foldEverything(): Promise<number> {
  let trades = 0;
  for (const symbol of await leanSymbols(DATA)) {
    for (const { day, ticks, minutes } of await leanDays(DATA, symbol)) {
      if (ticks === null) continue;
      const columns = await readTrades(ticks, day);
      const official = minutes === null ? [] : await readMinutes(minutes, day, symbol);
      const player = new DayPlayer(tradingDay(day) as TradingDay, [
        { symbol, trades: columns, minutes: official },
      ]);
      const fold = new MarketFold();
      while (!player.over) for (const event of player.take(Infinity, BATCH)) fold.step(event);
      trades += columns.count;
    }
  }
  return trades;
}
