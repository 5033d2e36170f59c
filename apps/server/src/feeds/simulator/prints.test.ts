import { expect, it } from "vitest";
import { COUNTS_VOLUME, MOVES_HIGH_LOW, MOVES_OPEN_CLOSE, tradeEffect } from "@spotlight/market";
import { planDay } from "./day-plan.ts";
import type { PlannedMinute } from "./planned-minute.ts";
import { type DraftTrade, drawPrints } from "./prints.ts";
import { Random } from "./random.ts";
import { Universe } from "./universe.ts";

function fold(prints: readonly DraftTrade[], extended: boolean) {
  const able = (mask: number) =>
    prints.filter(({ conditions }) => (tradeEffect(conditions, extended) & mask) !== 0);
  const prices = able(MOVES_OPEN_CLOSE).map((print) => print.price);
  const range = able(MOVES_HIGH_LOW).map((print) => print.price);
  const volume = able(COUNTS_VOLUME).reduce((sum, print) => sum + print.size, 0);
  return {
    open: prices.at(0),
    high: Math.max(...range),
    low: Math.min(...range),
    close: prices.at(-1),
    volume,
  };
}

function minutesOf(symbol: string): PlannedMinute[] {
  const universe = new Universe(2);
  const number = universe.days.numberEndingAfter(Date.UTC(2026, 10, 19, 15));
  return [0, 1, 2].flatMap((offset) =>
    planDay(universe.source(symbol), number - offset).minutes.filter((planned) => planned !== null),
  );
}

it.each(["DIA", "COIN", "ZZTOP", "INTC"])("%s: prints add up to their bar exactly", (symbol) => {
  for (const planned of minutesOf(symbol)) {
    const { prints } = drawPrints(new Random(9, planned.minute), symbol, planned);
    const { open, high, low, close, volume } = planned.bar;
    expect(fold(prints, planned.extended)).toEqual({ open, high, low, close, volume });
    expect(prints.length).toBe(planned.bar.tradeCount);
    const wrong = prints.filter(
      ({ price, size, eventMs, receivedMs }) =>
        !(size > 0 && price >= low && price <= high && receivedMs > eventMs) ||
        Math.floor(eventMs / 60_000) * 60_000 !== planned.bar.startMs,
    );
    expect(wrong).toEqual([]);
  }
});

it("mixes conditions, odd lots and prints that come out of order within a second", () => {
  const prints = minutesOf("AMD")
    .slice(400, 440)
    .flatMap((planned) => drawPrints(new Random(planned.minute), "AMD", planned).prints);
  const share = (test: (print: DraftTrade) => boolean) => prints.filter(test).length / prints.length;
  expect(share((print) => print.conditions.includes(14))).toBeGreaterThan(0.3);
  expect(share((print) => print.conditions.length === 0)).toBeGreaterThan(0.1);
  expect(share((print) => print.size < 100)).toBeGreaterThan(0.3);
  expect(share((print) => print.receivedMs - print.eventMs >= 100)).toBeGreaterThan(0.01);
  const odd = prints.filter((print) => !print.conditions.includes(2));
  expect(odd.filter((print) => print.conditions.includes(37) !== print.size < 100)).toEqual([]);
});

it("marks the auctions and the prints outside the regular session", () => {
  const minutes = minutesOf("MSFT");
  const firstOf = (auction: string) =>
    minutes
      .filter((planned) => planned.auction === auction)
      .map(
        (planned) => [drawPrints(new Random(1), "MSFT", planned).prints[0], planned.auctionShares] as const,
      );
  expect(firstOf("open").length).toBe(3);
  for (const [print, size] of firstOf("open")) expect(print).toMatchObject({ conditions: [25], size });
  for (const [print, size] of firstOf("close")) expect(print).toMatchObject({ conditions: [8], size });
  for (const planned of minutes.filter(({ auction }) => auction === null)) {
    const { prints } = drawPrints(new Random(planned.minute), "MSFT", planned);
    expect(prints.filter((print) => print.conditions.includes(12) !== planned.extended)).toEqual([]);
  }
});
