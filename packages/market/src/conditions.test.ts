import { expect, test } from "vitest";
import {
  COUNTS_VOLUME,
  MOVES_HIGH_LOW,
  REGULAR_SALE,
  SALE_CONDITIONS,
  leanConditions,
  tradeEffect,
} from "./conditions.ts";

test("no condition is a regular sale, and unknown ids are neutral", () => {
  expect(tradeEffect([], false)).toBe(REGULAR_SALE);
  expect(tradeEffect([41, 57, 250, 99_999], false)).toBe(REGULAR_SALE);
});

test("with several conditions any no wins", () => {
  expect(tradeEffect([14, 37], false)).toBe(COUNTS_VOLUME);
  expect(tradeEffect([10, 14], false)).toBe(MOVES_HIGH_LOW | COUNTS_VOLUME);
  expect(tradeEffect([10, 16], false)).toBe(0);
});

test("Form T moves prices outside the regular session only, and an odd lot nowhere", () => {
  expect(tradeEffect([12], false)).toBe(COUNTS_VOLUME);
  expect(tradeEffect([12], true)).toBe(REGULAR_SALE);
  expect(tradeEffect([12, 37], true)).toBe(COUNTS_VOLUME);
});

test("only the official open and close and the corrected close count no volume", () => {
  const silent = SALE_CONDITIONS.filter(({ effect }) => (effect & COUNTS_VOLUME) === 0).map(({ id }) => id);
  expect(silent).toEqual([15, 16, 38]);
  expect(new Set(SALE_CONDITIONS.map(({ id }) => id)).size).toBe(SALE_CONDITIONS.length);
});

test("LEAN's flags become the same conditions", () => {
  expect(leanConditions(0x1)).toEqual([]);
  expect(leanConditions(0x20000020)).toEqual([14, 41]);
  expect(leanConditions(0x80000000)).toEqual([37]);
  expect(leanConditions(0x4000000)).toEqual([16]);
  expect(leanConditions(0x1000000)).toEqual([15]);
});
