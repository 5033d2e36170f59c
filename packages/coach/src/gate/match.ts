import type { Evidence } from "@spotlight/contracts";
import type { Said } from "./read-numbers.ts";
import type { SaidUnit } from "./vocabulary.ts";

/**
 * How exactly a number is meant. `about`: within one unit of the last place said, and a tenth of the number. `under`
 * and `over`: the evidence lies on that side and rounds to the number.
 */
export type Nearness = "said" | "about" | "under" | "over";

/** What direction the words around a number give it: a loss is said without a minus. */
export type Leaning = -1 | 0 | 1;

/** Units of evidence that each said unit can mean. */
const MEANS: Readonly<Record<SaidUnit, readonly Evidence["unit"][]>> = {
  bare: ["price", "number", "ratio", "count"],
  money: ["price", "dollars"],
  percent: ["share", "percent"],
  R: ["R"],
  shares: ["shares"],
  minutes: ["minutes"],
  bars: ["bars"],
  times: ["ratio"],
  deviations: ["deviations"],
  counted: ["count"],
  unknown: [],
};
const LOSSY = /loss|lost|drawdown|adverse|mae|down|below|under|risk/i;

/**
 * Whether evidence says a number as it was said: in a unit that the words can mean, with its sign, and rounding to it
 * at the places said. Fewer places than a unit needs are allowed when they leave nothing out: prices need two (four
 * below a dollar), R, ratios, deviations, and percents and plain numbers below ten need one, dollars below ten two; so
 * `581` is wrong for 581.20 and right for 581.00.
 */
export function agrees(said: Said, evidence: Evidence, near: Nearness, leaning: Leaning): boolean {
  const { value, unit } = evidence;
  if (typeof value !== "number" || !MEANS[said.unit].includes(unit)) return false;
  const scaled = (unit === "share" ? value * 100 : value) / said.factor;
  const sign = said.sign === 0 && unit !== "price" ? leaning : said.sign;
  // What rounds to nothing has no sign to be wrong about: −0.002 R is said as 0.0 R.
  const isNothing = said.readings.every((reading) => reading.value === 0);
  if (!isNothing && !signAgrees(sign, said.sign, scaled, evidence.label)) return false;
  return said.readings.some((reading) => rounds(Math.abs(scaled), reading.value, reading.places, unit, near));
}

function signAgrees(sign: number, written: number, value: number, label: string): boolean {
  if (sign < 0) return value < 0 || (written === 0 && value > 0 && LOSSY.test(label));
  if (value < 0) return false;
  return sign <= 0 || value > 0;
}

function rounds(
  value: number,
  said: number,
  places: number,
  unit: Evidence["unit"],
  near: Nearness,
): boolean {
  const slack = 1e-9 * Math.max(1, value);
  const last = 10 ** -places;
  const off = Math.abs(value - said);
  if (near === "about") return off <= Math.min(last, said * 0.1) + slack || off <= slack;
  const exact = places < 0 ? Math.min(last, said * 0.1) : Math.min(last, 10 ** -leastPlaces(unit, value));
  if (near === "said") return off <= exact / 2 + slack;
  const side = near === "under" ? value < said : value > said;
  return side && off <= Math.min(last / 2, said * 0.1) + slack;
}

function leastPlaces(unit: Evidence["unit"], value: number): number {
  switch (unit) {
    case "price":
      return value < 1 ? 4 : 2;
    case "dollars":
      return value < 10 ? 2 : 0;
    case "R":
    case "ratio":
    case "deviations":
      return 1;
    case "percent":
    case "number":
      return value < 10 ? 1 : 0;
    case "count":
    case "shares":
      return 3;
    default:
      return 0;
  }
}
