import fc from "fast-check";
import { expect, it } from "vitest";
import { wilson } from "./wilson.ts";

/** The score interval by its definition: the rates that a two-sided test at 5 % does not reject, found by bisection. */
function byTest(wins: number, count: number): { low: number; high: number } {
  const z = 1.959963984540054;
  const observed = wins / count;
  const rejected = (rate: number): boolean =>
    Math.abs(observed - rate) > z * Math.sqrt((rate * (1 - rate)) / count);
  const edge = (inside: number, outside: number): number => {
    let [kept, lost] = [inside, outside];
    for (let step = 0; step < 60; step += 1) {
      const middle = (kept + lost) / 2;
      if (rejected(middle)) lost = middle;
      else kept = middle;
    }
    return kept;
  };
  return { low: edge(observed, 0), high: edge(observed, 1) };
}

function binomial(count: number, rate: number): number[] {
  const masses = [(1 - rate) ** count];
  for (let wins = 0; wins < count; wins += 1)
    masses.push(((masses[wins] ?? 0) * (count - wins) * rate) / ((wins + 1) * (1 - rate)));
  return masses;
}

it("gives the figures that people know: 58 % of 50 is 44 to 71 %, 11 of 19 is 36 to 77 %", () => {
  expect(wilson(29, 50)).toMatchObject({ low: expect.closeTo(0.442, 3), high: expect.closeTo(0.706, 3) });
  expect(wilson(11, 19)).toMatchObject({ low: expect.closeTo(0.363, 3), high: expect.closeTo(0.769, 3) });
});

it("is what the score test does not reject", () => {
  const counts = fc
    .integer({ min: 1, max: 300 })
    .chain((count) => fc.tuple(fc.nat(count), fc.constant(count)));
  fc.assert(
    fc.property(counts, ([wins, count]) => {
      const ours = wilson(wins, count);
      const theirs = byTest(wins, count);
      expect(ours.low).toBeCloseTo(theirs.low, 8);
      expect(ours.high).toBeCloseTo(theirs.high, 8);
    }),
    { verbose: true },
  );
});

it("covers the true rate 95 times of 100, over all rates", () => {
  const count = 40;
  const rates = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);
  const covered = rates.map((rate) =>
    binomial(count, rate).reduce((sum, mass, wins) => {
      const { low, high } = wilson(wins, count);
      return low <= rate && rate <= high ? sum + mass : sum;
    }, 0),
  );
  expect(covered.reduce((sum, each) => sum + each, 0) / rates.length).toBeCloseTo(0.95, 2);
  expect(Math.min(...covered)).toBeGreaterThan(0.83);
});

it("wants a count", () => {
  expect(() => wilson(0, 0)).toThrow("0 of 0 is not a rate");
  expect(() => wilson(3, 2)).toThrow(RangeError);
});
