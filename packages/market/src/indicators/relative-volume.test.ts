import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { RelativeVolume } from "./relative-volume.ts";

const DAY = 24 * 60;
const DAY_MS = DAY * 60_000;

indicatorContract("relative volume", () => new RelativeVolume(10, 3), { stepMs: DAY_MS });

it("compares a minute with the same minute of earlier days only", () => {
  const relative = new RelativeVolume(2, 2);
  const volumes = [100, 200, 300, 400, 1_000];
  for (const [day, volume] of volumes.entries()) {
    relative.next(testBar(day * DAY, { volume }));
    relative.next(testBar(day * DAY + 1, { volume: 7 }));
  }
  expect(relative.value).toBe(1);
  expect(relative.next(testBar(5 * DAY, { volume: 1_400 }))).toBe(2);
  expect(relative.revise(testBar(5 * DAY, { volume: 350 }))).toBe(0.5);
});

it("keeps to the New York clock when it changes", () => {
  const relative = new RelativeVolume(2, 2);
  const opens = ["2026-10-29T13:30Z", "2026-10-30T13:30Z", "2026-11-02T14:30Z"].map((text) =>
    Date.parse(text),
  );
  const values = opens.map((startMs) => relative.next(testBar(0, { startMs, volume: 50 })));
  expect(values).toEqual([null, null, 1]);
});

it("refuses baselines that can never be", () => {
  expect(() => new RelativeVolume(3, 4)).toThrow(RangeError);
  expect(() => new RelativeVolume(3, 1)).toThrow(RangeError);
});
