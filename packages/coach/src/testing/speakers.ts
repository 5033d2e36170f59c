import type { Random } from "@spotlight/strategy";

/** Words of zero to nineteen. */
const LOW =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const HIGH = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/** One of the items, each as likely. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** A whole number below a million in English words. */
export function inWords(value: number, random: Random): string {
  if (value < 20) return LOW[value] ?? "";
  if (value < 100)
    return `${HIGH[Math.floor(value / 10)] ?? ""}${value % 10 === 0 ? "" : pick(random, ["-", " "]) + (LOW[value % 10] ?? "")}`;
  if (value < 1000) {
    const rest = value % 100;
    const head = value < 200 ? pick(random, ["a", "one"]) : LOW[Math.floor(value / 100)];
    return `${head ?? ""} hundred${rest === 0 ? "" : pick(random, [" ", " and "]) + inWords(rest, random)}`;
  }
  const rest = value % 1000;
  return `${inWords(Math.floor(value / 1000), random)} thousand${rest === 0 ? "" : ` ${inWords(rest, random).replace(/^a /, "one ")}`}`;
}

/** A price in cents, in one of the ways people say it. */
export function price(cents: number, random: Random): string {
  const dollars = Math.floor(cents / 100);
  const rest = cents % 100;
  const two = String(rest).padStart(2, "0");
  const pair = rest === 0 ? "" : rest < 10 ? `oh ${inWords(rest, random)}` : inWords(rest, random);
  const house =
    dollars % 100 < 10
      ? inWords(dollars, random)
      : `${LOW[Math.floor(dollars / 100)] ?? ""} ${inWords(dollars % 100, random)}`;
  return pick(random, [
    `${dollars}.${two}`,
    `${dollars}.${two}`,
    `$${dollars}.${two}`,
    `${inWords(dollars, random)} point ${two
      .split("")
      .map((digit) => LOW[Number(digit)])
      .join(" ")}`,
    rest === 0 ? `${dollars}.00` : `${house} ${pair}`,
    rest === 0
      ? `$${dollars}`
      : `${inWords(dollars, random)} dollars and ${inWords(rest, random)} cents`.replace(
          / dollars and .*/,
          ` ${pair}`,
        ),
  ]);
}

/** A whole number in digits or in words. */
export const number = (value: number, random: Random): string =>
  pick(random, [String(value), inWords(value, random)]);
/** The size of a number of tenths, in digits or in words. */
export const tenths = (value: number, random: Random): string => {
  const size = Math.abs(value);
  return pick(random, [
    (size / 10).toFixed(1),
    `${inWords(Math.floor(size / 10), random)} point ${LOW[size % 10] ?? ""}`,
  ]);
};
/** A minute of the day, as clocks and people say it. */
export const clock = (minute: number, random: Random): string => {
  const hour = Math.floor(minute / 60);
  const rest = minute % 60;
  const wide = `${hour}:${String(rest).padStart(2, "0")}`;
  const spoken = rest < 10 ? wide : `${inWords(hour, random)} ${inWords(rest, random)}`;
  const past =
    rest === 15
      ? `quarter past ${inWords(hour, random)}`
      : rest === 30
        ? `half past ${inWords(hour, random)}`
        : wide;
  return pick(random, [
    wide,
    wide,
    `${hour > 12 ? hour - 12 : hour}:${String(rest).padStart(2, "0")} ${hour < 12 ? "a.m." : "p.m."}`,
    spoken,
    hour > 12 ? wide : past,
  ]);
};
